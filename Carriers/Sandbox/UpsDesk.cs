using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tracking.Carriers.Sandbox;

/// <summary>The stand-in for UPS: OAuth with the credentials in a Basic header, one number a call, and subscriptions to Track Alert.</summary>
public static class UpsDesk
{
    public static void Map(IEndpointRouteBuilder routes, Desk desk)
    {
        routes.MapPost("security/v1/oauth/token", (HttpRequest request) => Token(request, desk));
        routes.MapGet("api/track/v1/details/{number}", (string number, HttpRequest request) => Track(number, request, desk));
        routes.MapPost("api/track/v1/subscription/standard/package", (HttpRequest request) => SubscribeAsync(request, desk));
    }

    private static IResult Token(HttpRequest request, Desk desk)
    {
        var settings = desk.File.Carriers["ups"].Settings;
        return request.Headers.Authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings["ClientId"]}:{settings["ClientSecret"]}"))
            ? Answers.Json(CarrierJson.Bytes(new { token_type = "Bearer", client_id = settings["ClientId"], access_token = desk.Tokens.Issue(TimeSpan.FromSeconds(14399)), expires_in = "14399", status = "approved" }))
            : Answers.Json(UpsFormat.Failure("10401", "ClientId is Invalid"), 401);
    }

    private static IResult Track(string number, HttpRequest request, Desk desk)
    {
        if (!desk.Tokens.Honours(request.Headers.Authorization))
            return Answers.Json(UpsFormat.Failure("250002", "Invalid Authentication Information."), 401);
        if (desk.Throttle.Next() is { } seconds)
            return Answers.TooMany(UpsFormat.Failure("10429", "Too Many Requests"), seconds);
        var scans = desk.World.Tell(CarrierIds.Ups, number, desk.Now);
        return scans.Count == 0
            ? Answers.Json(UpsFormat.Failure("TW0001", "Tracking Information Not Found"), 404)
            : Answers.Json(UpsFormat.Answer(desk.World.Find(CarrierIds.Ups, number)!, number, scans));
    }

    private static async Task<IResult> SubscribeAsync(HttpRequest request, Desk desk)
    {
        if (!desk.Tokens.Honours(request.Headers.Authorization))
            return Answers.Json(UpsFormat.Failure("250002", "Invalid Authentication Information."), 401);
        if (await Bodies.ReadAsync(request) is not { } body || !body.TryGetProperty("trackingNumberList", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > 100)
            return Answers.Json(UpsFormat.Failure("VSS220", "The number of tracking numbers is 1 to 100."), 400);
        var numbers = list.EnumerateArray().Select(number => number.GetString()).OfType<string>().ToList();
        foreach (var number in numbers)
            desk.Registrations.Add(CarrierIds.Ups, number);
        return Answers.Json(CarrierJson.Bytes(new { validTrackingNumbers = numbers, invalidTrackingNumbers = Array.Empty<string>() }));
    }
}
