namespace Tracking.EndToEnd.Given;

/// <summary>Stories that no other may meet: they fill the queue, dress the shop, or start another portal.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
