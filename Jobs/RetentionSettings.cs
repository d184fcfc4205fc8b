namespace Tracking.Jobs;

/// <summary>Settings under <c>Retention</c>: for how many days what is kept.</summary>
public sealed class RetentionSettings
{
    /// <summary>Raw answers and pushes.</summary>
    public int WireDays { get; set; } = 400;

    /// <summary>A buyer's name and address, after delivery.</summary>
    public int BuyerDays { get; set; } = 90;

    /// <summary>What is wrong, a sentence each, naming the key.</summary>
    public IEnumerable<string> Problems()
    {
        if (WireDays is < 60 or > 36500)
            yield return "Retention:WireDays is a number of days from 60 to 36500.";
        if (BuyerDays is < 1 or > 3650)
            yield return "Retention:BuyerDays is a number of days from 1 to 3650.";
    }
}
