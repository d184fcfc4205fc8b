using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>What sources took back: by their whole history, and by saying so.</summary>
internal static class Withdrawals
{
    /// <summary>
    /// Marks statements on lines that stand in their order. One that takes something back takes the last such thing that the same teller said
    /// before it and has not taken back yet.
    /// </summary>
    public static void Mark(IReadOnlyList<Draft> ordered, IReadOnlyCollection<SourcedEvent> events, IReadOnlyCollection<FullAnswer> answers)
    {
        var absent = Absence.Of(events, answers);
        var takes = ordered.Any(draft => draft.Read.Withdraws is not null);
        if (absent.Count == 0 && !takes)
            return;
        foreach (var draft in ordered)
        {
            foreach (var said in draft.Statements)
            {
                if (absent.TryGetValue(said.Key, out var withdrawal))
                    draft.Withdraw(said.Key, withdrawal);
            }
        }
        if (!takes)
            return;
        var standing = new Dictionary<(CarrierId, TrackingNumber, string?, string?, Milestone), Stack<(Draft Draft, EventKey Key)>>();
        foreach (var draft in ordered)
        {
            foreach (var said in draft.Statements)
            {
                if (draft.WithdrawalOf(said.Key) is not null)
                    continue;
                var (statement, read) = (said.Event.Said, said.Event.Read);
                if ((read.Withdraws ?? read.Milestone) is not { } milestone || read.Class is not EventClass.Actual)
                    continue;
                var teller = (statement.Source, statement.Number, statement.Carrier, statement.Part, milestone);
                if (!standing.TryGetValue(teller, out var stack))
                    standing[teller] = stack = new();
                if (read.Withdraws is null)
                    stack.Push((draft, said.Key));
                else if (stack.TryPop(out var taken))
                    taken.Draft.Withdraw(taken.Key, new() { Basis = WithdrawalBasis.Said, Key = said.Key, ReceivedAt = said.ReceivedAt, WireIds = [said.WireId] });
            }
        }
    }
}
