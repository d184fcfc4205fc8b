using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tracking.Carriers.Sandbox;

/// <summary>The stand-in for FedEx Track v1: OAuth by form, thirty numbers a call.</summary>
public static class FedexDesk
{
    public static void Map(IEndpointRouteBuilder routes, Desk desk)
    {
        routes.MapPost("oauth/token", async (HttpRequest request) => await TokenAsync(request, desk));
        routes.MapPost("track/v1/trackingnumbers", async (HttpRequest request) => await TrackAsync(request, desk));
    }

    private static async Task<IResult> TokenAsync(HttpRequest request, Desk desk)
    {
        var form = request.HasFormContentType ? await request.ReadFormAsync(request.HttpContext.RequestAborted) : FormCollection.Empty;
        var settings = desk.File.Carriers["fedex"].Settings;
        if (form["grant_type"] != "client_credentials" || form["client_id"] != settings["ClientId"] || form["client_secret"] != settings["ClientSecret"])
            return Failure(401, "NOT.AUTHORIZED.ERROR", "The given client credentials were not valid. Please modify your request and try again.");
        return Answers.Json(CarrierJson.Bytes(new { access_token = desk.Tokens.Issue(TimeSpan.FromSeconds(3599)), token_type = "bearer", expires_in = 3599, scope = "CXS" }));
    }

    private static async Task<IResult> TrackAsync(HttpRequest request, Desk desk)
    {
        if (!desk.Tokens.Honours(request.Headers.Authorization))
            return Failure(401, "NOT.AUTHORIZED.ERROR", "Access token expired. Please modify your request and try again.");
        if (desk.Throttle.Next() is { } seconds)
            return Answers.TooMany(FedexFormat.Failure("RATE.LIMIT.EXCEEDED", "Your request has exceeded the allowed limit.", Guid.NewGuid()), seconds);
        if (await Bodies.ReadAsync(request) is not { } body)
            return Failure(400, "BAD.REQUEST.ERROR", "The request could not be read.");
        var numbers = body.TryGetProperty("trackingInfo", out var infos) && infos.ValueKind == JsonValueKind.Array
            ? infos.EnumerateArray().Select(info => Bodies.Text(info, "trackingNumberInfo", "trackingNumber")).OfType<string>().ToList() : [];
        return numbers.Count switch
        {
            0 => Failure(400, "TRACKING.TRACKINGNUMBER.EMPTY", "Please provide tracking number."),
            > 30 => Failure(400, "TRACKING.TRACKINGNUMBERS.LIMITEXCEEDED", "Please limit your request to 30 tracking numbers."),
            _ => Answers.Json(FedexFormat.Answer(desk.World, numbers, desk.Now, Guid.NewGuid())),
        };
    }

    private static IResult Failure(int status, string code, string message) => Answers.Json(FedexFormat.Failure(code, message, Guid.NewGuid()), status);
}
