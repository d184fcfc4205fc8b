using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tracking.Carriers.Sandbox;

/// <summary>The stand-in for USPS Tracking v3: OAuth by JSON, one number a call.</summary>
public static class UspsDesk
{
    public static void Map(IEndpointRouteBuilder routes, Desk desk)
    {
        routes.MapPost("oauth2/v3/token", async (HttpRequest request) => await TokenAsync(request, desk));
        routes.MapGet("tracking/v3/tracking/{number}", (string number, HttpRequest request) => Track(number, request, desk));
    }

    private static async Task<IResult> TokenAsync(HttpRequest request, Desk desk)
    {
        var settings = desk.File.Carriers["usps"].Settings;
        if (await Bodies.ReadAsync(request) is not { } body || Bodies.Text(body, "grant_type") != "client_credentials"
            || Bodies.Text(body, "client_id") != settings["ClientId"] || Bodies.Text(body, "client_secret") != settings["ClientSecret"])
            return Answers.Json(CarrierJson.Bytes(new { error = "invalid_client", error_description = "The client credentials are invalid." }), 401);
        return Answers.Json(CarrierJson.Bytes(new
        {
            access_token = desk.Tokens.Issue(TimeSpan.FromSeconds(28799)),
            token_type = "Bearer",
            issued_at = desk.Now.ToUnixTimeMilliseconds(),
            expires_in = 28799,
            status = "approved",
            scope = "tracking",
        }));
    }

    private static IResult Track(string number, HttpRequest request, Desk desk)
    {
        if (!desk.Tokens.Honours(request.Headers.Authorization))
            return Answers.Json(UspsFormat.Failure("401", "Unauthorized: the access token is missing, invalid or expired."), 401);
        if (desk.Throttle.Next() is { } seconds)
            return Answers.TooMany(UspsFormat.Failure("429", "Too many requests have been received from the client in a short amount of time."), seconds);
        var scans = desk.World.Tell(CarrierIds.Usps, number, desk.Now);
        return scans.Count == 0
            ? Answers.Json(UspsFormat.Failure("404", "The tracking number may be incorrect or the status update is not yet available."), 404)
            : Answers.Json(UspsFormat.Answer(desk.World.Find(CarrierIds.Usps, number)!, number, scans));
    }
}
