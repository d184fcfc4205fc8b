using System.Globalization;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Sandbox;

/// <summary>Invents tracking numbers whose check digits are right; gives none twice.</summary>
public sealed class NumberMaker(Random random)
{
    private readonly HashSet<string> _given = [];

    public string Fedex() => New(() => WithEnd("79" + Digits(9), digits => Weighted(digits, [3, 1, 7]) % 11 % 10));

    public string Usps() => New(() => WithEnd("94001" + Digits(16), Gs1));

    public string DhlExpress() => New(() => WithEnd("5" + Digits(8), digits => (int)(long.Parse(digits, CultureInfo.InvariantCulture) % 7)));

    public string DhlParcel() => New(() => WithEnd("00340434" + Digits(11), Gs1));

    /// <summary>Cainiao's own form, which has no check digit.</summary>
    public string Cainiao() => New(() => "LP00" + Digits(14));

    /// <summary>Landmark's own form, which has no check digit.</summary>
    public string Landmark() => New(() => $"LTN{Digits(8)}N1");

    /// <summary>Colissimo's own form.</summary>
    public string Colissimo() => New(() => "6A" + Digits(11));

    public string NinjaVan() => New(() => "NVMY" + Digits(10));

    /// <summary>Every second digit counts twice; what is missing to tens is the check digit.</summary>
    public string Ups() => New(() => "1Z" + WithEnd(Digits(15), digits => (10 - Weighted(digits, [1, 2]) % 10) % 10));

    public string YunExpress() => New(() => "YT" + Digits(16));

    /// <param name="service">Two letters, such as <c>LB</c>.</param>
    /// <param name="issuer">The country of the post.</param>
    public string Postal(string service, string issuer) => New(() =>
    {
        var serial = Digits(8);
        return $"{service}{serial}{S10.CheckDigit(serial)}{issuer}";
    });

    private string New(Func<string> make)
    {
        string number;
        do
        {
            number = make();
        }
        while (!_given.Add(number));
        return number;
    }

    private string Digits(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => (char)('0' + random.Next(10))));

    private static string WithEnd(string digits, Func<string, int> check) => digits + check(digits).ToString(CultureInfo.InvariantCulture);

    private static int Weighted(string digits, int[] weights) => digits.Select((digit, i) => (digit - '0') * weights[i % weights.Length]).Sum();

    private static int Gs1(string digits) => (10 - digits.Reverse().Select((digit, i) => (digit - '0') * (i % 2 == 0 ? 3 : 1)).Sum() % 10) % 10;
}
