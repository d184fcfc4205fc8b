using Tracking.Core.Postgres;
using Tracking.Portal.Ops;
using Xunit;

namespace Tracking.Tests.Ops;

public sealed class QueueOrderTests
{
    static QueueEntry[] Cases(params int[] ids) => [.. ids.Select(id => new QueueEntry(id, 1, id, null))];

    static string Shown(QueueOrder order) => string.Join(' ', order.Entries.Select(entry => entry.CaseId));

    [Fact]
    public void While_nobody_works_in_it_the_queue_follows_what_happens()
    {
        var order = new QueueOrder();
        order.Follow(Cases(1, 2, 3), hold: false);
        order.Follow(Cases(4, 3, 1), hold: false);
        Assert.Equal(("4 3 1", 0), (Shown(order), order.Waiting));
    }

    [Fact]
    public void Under_somebodys_hands_nothing_moves_and_what_is_new_is_counted_until_they_want_it()
    {
        var order = new QueueOrder();
        order.Follow(Cases(1, 2, 3), hold: false);
        order.Walk(1);
        order.Walk(1);
        order.Follow(Cases(9, 3, 1, 8), hold: true);
        Assert.Equal(("1 2 3", 2, 2L), (Shown(order), order.Waiting, order.At));
        order.Renew();
        Assert.Equal(("9 3 1 8", 0, null), (Shown(order), order.Waiting, order.At));
    }

    [Fact]
    public void What_somebody_closed_leaves_at_once_and_the_next_one_is_under_their_hands()
    {
        var order = new QueueOrder();
        order.Follow(Cases(1, 2, 3), hold: false);
        order.Walk(1);
        order.Walk(1);
        order.Did([2]);
        order.Follow(Cases(1, 3), hold: true);
        Assert.Equal(("1 3", 3L), (Shown(order), order.At));
        order.Did([3]);
        order.Follow(Cases(1), hold: true);
        Assert.Equal(("1", 1L), (Shown(order), order.At));
        order.Did([1]);
        order.Follow([], hold: true);
        Assert.Equal(("", null), (Shown(order), order.At));
    }

    [Fact]
    public void Each_group_has_one_head_with_its_count()
    {
        var order = new QueueOrder();
        order.Follow([new(1, 1, 1, "CN-BR"), new(2, 1, 2, "CN-BR"), new(3, 1, 3, "US-US")], hold: false);
        Assert.Equal(["CN-BR 2", "1", "2", "US-US 1", "3"], order.Lines.Select(line => line.Head is { } head ? $"{head} {line.Count}" : $"{line.Entry.CaseId}"));
    }
}
