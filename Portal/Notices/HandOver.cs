namespace Tracking.Portal.Notices;

/// <summary>What came of handing a message over.</summary>
public abstract record HandOver
{
    private HandOver()
    {
    }

    /// <summary>The server has it, or its file is written.</summary>
    public sealed record Done : HandOver;

    /// <summary>The server does not take it, for good.</summary>
    public sealed record Refused(string Why) : HandOver;

    /// <summary>It was certainly not taken, and can be tried again.</summary>
    public sealed record NotNow(string Why) : HandOver;

    /// <summary>It was sent and nobody said that it was taken: it may be there, or not.</summary>
    public sealed record Uncertain(string Why) : HandOver;
}
