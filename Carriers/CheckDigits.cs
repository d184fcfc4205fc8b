namespace Tracking.Carriers;

/// <summary>The check digits of tracking numbers; each takes digits of which the last is the check digit.</summary>
public static class CheckDigits
{
    /// <summary>GS1's modulo 10: weights 3 and 1 from the right. Source: GS1 General Specifications 7.9; IMpb and SSCC use it.</summary>
    public static bool IsGs1(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = digits.Length - 2; i >= 0; i--)
            sum += (digits[i] - '0') * ((digits.Length - i) % 2 == 0 ? 3 : 1);
        return (10 - sum % 10) % 10 == digits[^1] - '0';
    }

    /// <summary>The digits before the check digit, modulo 7: airway bills.</summary>
    public static bool IsModulo7(ReadOnlySpan<char> digits) => long.Parse(digits[..^1]) % 7 == digits[^1] - '0';

    /// <summary>Weights 3, 1, 7 from the left, modulo 11 and then 10: FedEx Express.</summary>
    public static bool IsModulo11Of317(ReadOnlySpan<char> digits)
    {
        ReadOnlySpan<int> weights = [3, 1, 7];
        var sum = 0;
        for (var i = 0; i < digits.Length - 1; i++)
            sum += (digits[i] - '0') * weights[i % 3];
        return sum % 11 % 10 == digits[^1] - '0';
    }

    /// <summary>Weights 4 and 9 from the left, modulo 10: Deutsche Post's Leitcode and Identcode.</summary>
    public static bool IsModulo10Of49(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length - 1; i++)
            sum += (digits[i] - '0') * (i % 2 == 0 ? 4 : 9);
        return (10 - sum % 10) % 10 == digits[^1] - '0';
    }

    /// <summary>Weights 3 and 1 from the left, one added, to the next ten: GLS. Inferred from a number and its check digit in an answer.</summary>
    public static bool IsGls(ReadOnlySpan<char> digits)
    {
        var sum = 1;
        for (var i = 0; i < digits.Length - 1; i++)
            sum += (digits[i] - '0') * (i % 2 == 0 ? 3 : 1);
        return (10 - sum % 10) % 10 == digits[^1] - '0';
    }
}
