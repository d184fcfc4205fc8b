namespace Tracking.Core.Parcels;

/// <summary>The UPU's form of a postal number: two letters of service, eight digits, a check digit, the issuer's country. Source: UPU standard S10.</summary>
/// <param name="Service">Two letters, such as <c>RX</c>.</param>
/// <param name="Issuer">The country whose post issued the number, which need not be the one that delivers it.</param>
public readonly record struct S10(string Service, string Issuer)
{
    private static readonly int[] Weights = [8, 6, 4, 2, 3, 5, 9, 7];

    /// <summary>
    /// <c>border</c> for letter post that is neither registered nor insured nor tracked (service U): its number serves customs, and few posts scan it
    /// once it has crossed the border [I]; null for a service that tracks to the door. Source: UPU standard S10, service indicators.
    /// </summary>
    public string? TracksUntil => Service[0] == 'U' ? "border" : null;

    /// <summary>The parts of an S10 number whose check digit is right, else null.</summary>
    public static S10? Find(TrackingNumber number)
    {
        var text = number.Value;
        if (text is not { Length: 13 } || !text[..2].All(char.IsAsciiLetterUpper) || !text[11..].All(char.IsAsciiLetterUpper)
            || !text[2..11].All(char.IsAsciiDigit))
            return null;
        return CheckDigit(text.AsSpan(2, 8)) == text[10] - '0' ? new(text[..2], text[11..]) : null;
    }

    /// <summary>The check digit of eight digits.</summary>
    public static int CheckDigit(ReadOnlySpan<char> serial)
    {
        var sum = 0;
        for (var i = 0; i < 8; i++)
            sum += (serial[i] - '0') * Weights[i];
        return (11 - sum % 11) switch { 10 => 0, 11 => 5, var digit => digit };
    }
}
