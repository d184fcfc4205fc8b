namespace Tracking.Carriers;

/// <summary>How what a carrier wants is called in the API, where shops send it.</summary>
public static class AskFields
{
    public static string NameOf(AskField field) => field switch
    {
        AskField.DestinationCountry => "destination.country",
        AskField.DestinationPostcode => "destination.postcode",
        AskField.PhoneTail => "buyer.phone",
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };
}
