using System.Security.Cryptography;

namespace Tracking.EndToEnd.Given;

/// <summary>Tracking numbers that no carrier issued.</summary>
public static class Numbers
{
    /// <summary>A number nobody has seen, of the S10 form with its check digit.</summary>
    public static string Fresh()
    {
        int[] weights = [8, 6, 4, 2, 3, 5, 9, 7];
        var digits = RandomNumberGenerator.GetString("0123456789", 8);
        var sum = digits.Select((digit, i) => (digit - '0') * weights[i]).Sum();
        var check = (11 - sum % 11) switch { 10 => 0, 11 => 5, var one => one };
        return $"ZX{digits}{check}CN";
    }
}
