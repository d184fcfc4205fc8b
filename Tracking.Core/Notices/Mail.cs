using NodaTime;

namespace Tracking.Core.Notices;

/// <summary>One message about one order, with all that is told in it. It has no address: that is the order's.</summary>
public sealed record Mail
{
    public required long Id { get; init; }
    public required long OrderId { get; init; }
    public required long ShopId { get; init; }
    public required string ShopName { get; init; }
    public required string OrderNumber { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? Destination { get; init; }
    public required string Language { get; init; }

    /// <summary>Fixed when it was planned, and the same however often it is handed over.</summary>
    public required string MessageId { get; init; }

    /// <summary>True where it asks whether the parcels arrived.</summary>
    public required bool Asks { get; init; }
    public required MailState State { get; init; }
    public required Instant DueAt { get; init; }
    public required Instant PlannedAt { get; init; }
    public required int Attempts { get; init; }
    public Instant? EndedAt { get; init; }

    /// <summary>Why it was refused, is uncertain, was dropped or waits again.</summary>
    public string? Why { get; init; }
    /// <summary>Empty for a letter.</summary>
    public required IReadOnlyList<MailNotice> Notices { get; init; }

    /// <summary>What a person wrote; null for notices.</summary>
    public Letter? Letter { get; init; }
}
