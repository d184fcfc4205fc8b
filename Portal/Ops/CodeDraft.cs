using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;

namespace Tracking.Portal.Ops;

/// <summary>What a form says of an unknown code, before it is a row.</summary>
public sealed class CodeDraft
{
    /// <summary>The milestone that leaves a code out on purpose, as in <c>codes.csv</c>.</summary>
    public const string LeftOut = "-";

    /// <summary>True for the code with any sub-code.</summary>
    public bool AnySub { get; set; }

    /// <summary>Empty until one is chosen.</summary>
    public string Milestone { get; set; } = "";

    /// <summary>Empty for none.</summary>
    public string Reason { get; set; } = "";
    public EventClass Class { get; set; } = EventClass.Actual;
    public string Note { get; set; } = "";

    /// <summary>The form as it would say a row.</summary>
    public static CodeDraft Of(StoredCodeRow row, UnknownCode? code) => new()
    {
        AnySub = row.Sub.Length == 0 && !string.IsNullOrEmpty(code?.SubCode),
        Milestone = row.Milestone?.ToString() ?? LeftOut,
        Reason = row.Reason?.ToString() ?? "",
        Class = row.Class,
        Note = row.Note,
    };

    /// <summary>The row; null where no milestone is chosen yet.</summary>
    public StoredCodeRow? RowFor(UnknownCode code) => CodeMapping.CodeOf(code) is not { } name || Milestone.Length == 0 ? null : new StoredCodeRow
    {
        Carrier = new CarrierId(code.Source),
        Code = name,
        Sub = AnySub ? "" : code.SubCode ?? "",
        Milestone = Milestone == LeftOut ? null : Enum.Parse<Milestone>(Milestone),
        Reason = Reason.Length == 0 ? null : Enum.Parse<Reason>(Reason),
        Class = Class,
        Note = Note.Trim(),
    };
}
