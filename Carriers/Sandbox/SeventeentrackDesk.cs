using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tracking.Carriers.Sandbox;

/// <summary>The stand-in for 17TRACK, versions 2.2 and 2.4 of its API: numbers are registered before they are asked, forty a call.</summary>
public static class SeventeentrackDesk
{
    private const int Most = 40;

    public static void Map(IEndpointRouteBuilder routes, Desk desk)
    {
        foreach (var version in (string[])["v2.2", "v2.4"])
        {
            routes.MapPost($"track/{version}/register", (HttpRequest request) => AnswerAsync(request, desk, number => Register(desk, number)));
            routes.MapPost($"track/{version}/gettrackinfo", (HttpRequest request) => AnswerAsync(request, desk, number => Track(desk, number)));
        }
    }

    private static (object? Accepted, object? Rejected) Register(Desk desk, string number) => desk.Registrations.Add(CarrierIds.Seventeentrack, number)
        ? (SeventeentrackFormat.Accepted(Find(desk, number), number), null)
        : (null, SeventeentrackFormat.Rejected(number, -18019901, $"The tracking number '{number}' has been registered, don't need to repeat registration."));

    private static (object? Accepted, object? Rejected) Track(Desk desk, string number) => desk.Registrations.Has(CarrierIds.Seventeentrack, number)
        ? (SeventeentrackFormat.Tracked(Find(desk, number), number, desk.Now), null)
        : (null, SeventeentrackFormat.Rejected(number, -18019902, $"The tracking number '{number}' does not register, please register first."));

    private static Journey? Find(Desk desk, string number) => desk.World.Find(CarrierIds.Seventeentrack, number);

    private static async Task<IResult> AnswerAsync(HttpRequest request, Desk desk, Func<string, (object? Accepted, object? Rejected)> answer)
    {
        if (request.Headers["17token"] != desk.File.Carriers["seventeentrack"].Settings["ApiKey"])
            return Answers.Json(SeventeentrackFormat.Failure(-18010002, "The security key is invalid."), 401);
        if (desk.Throttle.Next() is { } seconds)
            return Answers.TooMany(SeventeentrackFormat.Failure(-18010003, "Too many requests."), seconds);
        if (await Bodies.ReadAsync(request) is not { ValueKind: JsonValueKind.Array } body)
            return Answers.Json(SeventeentrackFormat.Failure(-18010013, "The submitted data is invalid."), 400);
        var numbers = body.EnumerateArray().Select(entry => Bodies.Text(entry, "number")).OfType<string>().ToList();
        if (numbers.Count is 0 or > Most)
            return Answers.Json(SeventeentrackFormat.Failure(-18010014, $"The number of submissions is 1 to {Most}."), 400);
        var entries = numbers.Select(answer).ToList();
        return Answers.Json(SeventeentrackFormat.Answer(entries.Select(entry => entry.Accepted).OfType<object>(), entries.Select(entry => entry.Rejected).OfType<object>()));
    }
}
