using System.Collections.Concurrent;
using NodaTime;
using PublicHoliday;

namespace Tracking.Core.Lanes;

/// <summary>
/// A clock that runs only while parcels move in a country: a working day counts one, a Saturday 0.3, a Sunday 0.05 and a public holiday 0.15, so
/// that silence over Christmas is not taken for trouble. The shares are inferred [I] from how rarely deliveries fall on such days.
/// National holidays come from the library PublicHoliday; a country that it does not know has weekends only.
/// </summary>
public sealed class WorkClock
{
    private const double Saturday = 0.3, Sunday = 0.05, Holiday = 0.15;
    private static readonly LocalDate First = new(2010, 1, 1);
    private static readonly int Years = 40;
    private static readonly ConcurrentDictionary<string, WorkClock> Clocks = new(StringComparer.Ordinal);
    private readonly double[] _worked;

    private WorkClock(string country)
    {
        var holidays = HolidaysOf(country);
        _worked = new double[Period.Between(First, First.PlusYears(Years), PeriodUnits.Days).Days + 1];
        for (var (i, day) = (0, First); i < _worked.Length - 1; (i, day) = (i + 1, day.PlusDays(1)))
        {
            _worked[i + 1] = _worked[i] + (holidays.Contains(day) ? Holiday : day.DayOfWeek switch
            {
                IsoDayOfWeek.Saturday => Saturday,
                IsoDayOfWeek.Sunday => Sunday,
                _ => 1,
            });
        }
    }

    /// <summary>The clock of a country, ISO 3166 alpha-2; of weekends alone where it is not known.</summary>
    public static WorkClock Of(string country) => Clocks.GetOrAdd(country, known => new(known));

    /// <summary>The working days from 2010 to this moment of the wall clock.</summary>
    public double At(LocalDateTime local) => At(local.Date, local.TimeOfDay.TickOfDay / (double)NodaConstants.TicksPerDay);

    /// <summary>The same where a share of the day's work is done.</summary>
    public double At(LocalDate date, double share)
    {
        var day = Math.Clamp(DayOf(date), 0, _worked.Length - 2);
        return _worked[day] + (_worked[day + 1] - _worked[day]) * share;
    }

    /// <summary>The working days between two moments, never below zero.</summary>
    public double Between(LocalDateTime from, LocalDateTime to) => Math.Max(0, At(to) - At(from));

    /// <summary>The day on which so many working days have passed since <paramref name="from"/>.</summary>
    public LocalDate DayAfter(LocalDateTime from, double days)
    {
        var at = Math.Min(At(from) + days, _worked[^1] - 1e-6);
        var day = Array.BinarySearch(_worked, at);
        return First.PlusDays(Math.Clamp(day < 0 ? ~day - 1 : day, 0, _worked.Length - 2));
    }

    /// <summary>The moment at which so many working days have passed since <paramref name="from"/>, to the second above.</summary>
    public LocalDateTime MomentAfter(LocalDateTime from, double days)
    {
        var at = Math.Min(At(from) + days, _worked[^1] - 1e-6);
        var found = Array.BinarySearch(_worked, at);
        var day = Math.Clamp(found < 0 ? ~found - 1 : found, 0, _worked.Length - 2);
        var part = (at - _worked[day]) / (_worked[day + 1] - _worked[day]);
        return First.PlusDays(day).AtMidnight().PlusSeconds((long)Math.Ceiling(part * NodaConstants.SecondsPerDay));
    }

    /// <summary>Days since 2010-01-01, with the part of the day that has passed.</summary>
    internal static double Calendar(LocalDateTime local) => DayOf(local.Date) + local.TimeOfDay.TickOfDay / (double)NodaConstants.TicksPerDay;

    private static readonly int FirstNumber = DaysFromEpoch(First);

    private static int DayOf(LocalDate date) => DaysFromEpoch(date) - FirstNumber;

    private static int DaysFromEpoch(LocalDate date) => new DateOnly(date.Year, date.Month, date.Day).DayNumber;

    private static HashSet<LocalDate> HolidaysOf(string country)
    {
        IPublicHolidays? known = country switch
        {
            "AU" => new AustraliaPublicHoliday(),
            "AT" => new AustriaPublicHoliday(),
            "BE" => new BelgiumPublicHoliday(),
            "BR" => new BrazilPublicHoliday(),
            "CA" => new CanadaPublicHoliday(""),
            "HR" => new CroatiaPublicHoliday(),
            "CZ" => new CzechRepublicPublicHoliday(),
            "DK" => new DenmarkPublicHoliday(),
            "NL" => new DutchPublicHoliday(),
            "EE" => new EstoniaPublicHoliday(),
            "FR" => new FrancePublicHoliday(),
            "DE" => new GermanPublicHoliday(),
            "GR" => new GreecePublicHoliday(),
            "HU" => new HungaryPublicHoliday(),
            "IE" => new IrelandPublicHoliday(),
            "IT" => new ItalyPublicHoliday(),
            "JP" => new JapanPublicHoliday(),
            "KZ" => new KazakhstanPublicHoliday(),
            "LV" => new LatviaPublicHoliday(),
            "LT" => new LithuaniaPublicHoliday(),
            "LU" => new LuxembourgPublicHoliday(),
            "MX" => new MexicoPublicHoliday(),
            "ME" => new MontenegroPublicHoliday(),
            "NZ" => new NewZealandPublicHoliday(),
            "NO" => new NorwayPublicHoliday(),
            "PL" => new PolandPublicHoliday(),
            "PT" => new PortugalPublicHoliday(),
            "RO" => new RomanianPublicHoliday(),
            "RS" => new SerbianPublicHoliday(),
            "SK" => new SlovakiaPublicHoliday(),
            "SI" => new SloveniaPublicHoliday(),
            "ZA" => new SouthAfricaPublicHoliday(),
            "ES" => new SpainPublicHoliday(),
            "SE" => new SwedenPublicHoliday(),
            "TR" => new TurkeyPublicHoliday(),
            "GB" => new UKBankHoliday(),
            "US" => new USAPublicHoliday(),
            _ => null,
        };
        return known is null ? [] : [.. Enumerable.Range(First.Year, Years).SelectMany(known.PublicHolidays).Select(day => LocalDate.FromDateTime(day))];
    }
}
