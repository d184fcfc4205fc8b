using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings;

/// <summary>The English that findings are told in.</summary>
internal static class Sentences
{
    public static string Days(int days) => days == 1 ? "1 day" : $"{days.ToString(CultureInfo.InvariantCulture)} days";

    public static string Days(Duration span) => Days((int)Math.Floor(span.TotalDays));

    /// <summary><c>6.2 working days</c>.</summary>
    public static string WorkingDays(double days) =>
        days.ToString("0.#", CultureInfo.InvariantCulture) is var text && text == "1" ? "1 working day" : text + " working days";

    /// <summary><c>95 of 100 parcels here move within 6.2 working days</c>, or the default.</summary>
    public static string Usually(Wait wait, string verb) => wait.Usual is { } usual
        ? $"95 of 100 parcels here {verb} within {WorkingDays(usual.P95)}" : $"parcels here usually {verb} within {Days(wait.By - wait.Since)}";

    public static string Day(Instant at) => Day(at.InUtc().Date);

    public static string Day(LocalDate day) => LocalDatePattern.Iso.Format(day);

    /// <summary>The day at the place of a line, as the timeline shows it; the day it came in where no clock can be read.</summary>
    public static string Day(TimelineLine line) => line.Time is { } time ? Day(time.Local.Date) : Day(Standing.At(line));

    /// <summary>The English name of a country, or its code where there is none.</summary>
    public static string Country(string? code)
    {
        if (code is null)
            return "the country of destination";
        try
        {
            return new RegionInfo(code).EnglishName;
        }
        catch (ArgumentException)
        {
            return code;
        }
    }

    /// <summary><c>it left customs in São Paulo</c>.</summary>
    public static string Seen(TimelineLine line) => "it " + Did(line.Milestone) + In(line);

    /// <summary><c> in São Paulo</c>, or nothing where no place was said.</summary>
    public static string In(TimelineLine line) => line.Place switch
    {
        { City: { Length: > 0 } city } => " in " + city,
        { Text: { Length: > 0 } text } => " in " + text,
        { Country: { } country } => " in " + Country(country),
        _ => "",
    };

    private static string Did(Milestone? milestone) => milestone switch
    {
        Milestone.Accepted => "was accepted",
        Milestone.ExportReleased => "was released by export customs",
        Milestone.ExportHeld => "was held by export customs",
        Milestone.DepartedOutwardOffice => "left the country of origin",
        Milestone.FlightDeparted => "took off",
        Milestone.FlightArrived => "landed",
        Milestone.FlightMissed => "missed its flight",
        Milestone.ArrivedInwardOffice => "arrived at the border",
        Milestone.CustomsPresented => "was presented to customs",
        Milestone.CustomsHeld => "was held by customs",
        Milestone.CustomsReleased => "left customs",
        Milestone.HandedOver => "was handed to the next carrier",
        Milestone.ArrivedDelivery => "reached the delivery office",
        Milestone.HeldAtDepot => "was held at the depot",
        Milestone.OutForDelivery => "went out for delivery",
        Milestone.AttemptFailed => "could not be delivered",
        Milestone.AtPickupPoint => "reached the pickup point",
        Milestone.Delivered => "was delivered",
        Milestone.Returning => "turned back",
        Milestone.Damaged => "was found damaged",
        _ => "was last scanned",
    };
}
