namespace Tracking.Carriers;

/// <summary>What a carrier wants beside the number: without it the answer would be a silent "not found".</summary>
public enum AskField
{
    DestinationCountry,
    DestinationPostcode,

    /// <summary>The last four digits of the recipient's telephone number.</summary>
    PhoneTail,
}
