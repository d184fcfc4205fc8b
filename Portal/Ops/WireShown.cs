namespace Tracking.Portal.Ops;

/// <summary>The text of a wire in three pieces: the middle one is what a statement was read from, empty where that is not known.</summary>
public sealed record WireShown(string Before, string Used, string After)
{
    public string Whole => Before + Used + After;
}
