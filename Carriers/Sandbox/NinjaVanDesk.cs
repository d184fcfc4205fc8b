using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tracking.Carriers.Sandbox;

/// <summary>The stand-in for Ninja Van: a token and one number a call, below the path of the country.</summary>
public static class NinjaVanDesk
{
    public static void Map(IEndpointRouteBuilder routes, Desk desk)
    {
        routes.MapPost("my/2.0/oauth/access_token", (HttpRequest request) => TokenAsync(request, desk));
        routes.MapGet("my/1.0/orders/tracking-events/{number}", (string number, HttpRequest request) => Track(number, request, desk));
    }

    private static async Task<IResult> TokenAsync(HttpRequest request, Desk desk)
    {
        var settings = desk.File.Carriers["ninja-van"].Settings;
        return await Bodies.ReadAsync(request) is { } body && Bodies.Text(body, "grant_type") == "client_credentials"
            && Bodies.Text(body, "client_id") == settings["ClientId"] && Bodies.Text(body, "client_secret") == settings["ClientSecret"]
            ? Answers.Json(CarrierJson.Bytes(new { access_token = desk.Tokens.Issue(TimeSpan.FromHours(1)), token_type = "bearer", expires_in = 3600, expires = desk.Now.ToUnixTimeSeconds() + 3600 }))
            : Answers.Json(NinjaVanFormat.Failure("2001", "invalid client credentials"), 401);
    }

    private static IResult Track(string number, HttpRequest request, Desk desk)
    {
        if (!desk.Tokens.Honours(request.Headers.Authorization))
            return Answers.Json(NinjaVanFormat.Failure("2001", "access token is invalid"), 401);
        if (desk.Throttle.Next() is { } seconds)
            return Answers.TooMany(NinjaVanFormat.Failure("4290", "too many requests"), seconds);
        var scans = desk.World.Tell(CarrierIds.NinjaVan, number, desk.Now);
        return scans.Count == 0 ? Answers.Json(NinjaVanFormat.Failure("104000", "tracking number not found"), 404) : Answers.Json(NinjaVanFormat.Answer(number, scans));
    }
}
