using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tracking.Carriers.Sandbox;

/// <summary>The stand-in for EasyPost's trackers: the key as the user of a Basic header; a tracker is made before it is found.</summary>
public static class EasypostDesk
{
    public static void Map(IEndpointRouteBuilder routes, Desk desk)
    {
        routes.MapGet("v2/trackers", (string? tracking_code, HttpRequest request) => List(tracking_code ?? "", request, desk));
        routes.MapPost("v2/trackers", (HttpRequest request) => MakeAsync(request, desk));
    }

    private static IResult List(string number, HttpRequest request, Desk desk) => Refuse(request, desk)
        ?? Answers.Json(CarrierJson.Bytes(new { trackers = desk.Registrations.Has(CarrierIds.EasyPost, number) ? [Tracker(number, desk)] : Array.Empty<object>(), has_more = false }));

    private static async Task<IResult> MakeAsync(HttpRequest request, Desk desk)
    {
        if (Refuse(request, desk) is { } refused)
            return refused;
        if (await Bodies.ReadAsync(request) is not { } body || Bodies.Text(body, "tracker", "tracking_code") is not { Length: > 0 } number)
            return Answers.Json(EasypostFormat.Failure("PARAMETER.REQUIRED", "Missing required parameter: tracking_code"), 422);
        desk.Registrations.Add(CarrierIds.EasyPost, number);
        return Answers.Json(CarrierJson.Bytes(Tracker(number, desk)), 201);
    }

    private static object Tracker(string number, Desk desk) => EasypostFormat.Tracker(desk.World.Find(CarrierIds.EasyPost, number), number, desk.Now);

    private static IResult? Refuse(HttpRequest request, Desk desk) =>
        request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(desk.File.Carriers["easypost"].Settings["ApiKey"] + ":"))
            ? Answers.Json(EasypostFormat.Failure("APIKEY.INACTIVE", "This api key is no longer active."), 401)
            : desk.Throttle.Next() is { } seconds ? Answers.TooMany(EasypostFormat.Failure("RATE_LIMITED", "Too many requests."), seconds) : null;
}
