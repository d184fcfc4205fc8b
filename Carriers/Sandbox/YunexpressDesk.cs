using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tracking.Carriers.Sandbox;

/// <summary>The stand-in for YunExpress' OpenAPI: a token, a signature over each request, one number a call, fifty a subscription.</summary>
public static class YunexpressDesk
{
    public static void Map(IEndpointRouteBuilder routes, Desk desk)
    {
        routes.MapPost("openapi/oauth2/token", (HttpRequest request) => TokenAsync(request, desk));
        routes.MapGet("v1/track-service/info/get", (string? order_number, HttpRequest request) => Track(order_number, request, desk));
        routes.MapPost("v1/track-service/subscribe-by-order", (HttpRequest request) => SubscribeAsync(request, desk));
    }

    private static async Task<IResult> TokenAsync(HttpRequest request, Desk desk)
    {
        var settings = desk.File.Carriers["yunexpress"].Settings;
        return await Bodies.ReadAsync(request) is { } body && Bodies.Text(body, "appId") == settings["AppId"] && Bodies.Text(body, "appSecret") == settings["AppSecret"]
            ? Answers.Json(CarrierJson.Bytes(new { accessToken = desk.Tokens.Issue(TimeSpan.FromSeconds(7200)), expiresIn = 7200 }))
            : Answers.Json(Failure("invalid appId or appSecret"), 401);
    }

    private static IResult Track(string? number, HttpRequest request, Desk desk)
    {
        if (Refuse(request, "/v1/track-service/info/get", null, desk) is { } refused)
            return refused;
        if (desk.Throttle.Next() is { } seconds)
            return Answers.TooMany(Failure("too many requests"), seconds);
        return Answers.Json(YunexpressFormat.Answer(desk.World, number ?? "", desk.Now));
    }

    private static async Task<IResult> SubscribeAsync(HttpRequest request, Desk desk)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        if (Refuse(request, "/v1/track-service/subscribe-by-order", text, desk) is { } refused)
            return refused;
        try
        {
            foreach (var number in JsonElement.Parse(text).GetProperty("waybill_numbers").EnumerateArray())
                desk.Registrations.Add(CarrierIds.YunExpress, number.GetString() ?? "");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Answers.Json(Failure("waybill_numbers is missing"), 400);
        }
        return Answers.Json(CarrierJson.Bytes(new { success = true, code = "0", msg = "OK" }));
    }

    private static IResult? Refuse(HttpRequest request, string path, string? body, Desk desk)
    {
        if (!desk.Tokens.Honours("Bearer " + request.Headers["token"]))
            return Answers.Json(Failure("token is invalid"), 401);
        var signed = $"{(body is null ? "" : $"body={body}&")}date={request.Headers.Date}&method={request.Method}&uri={path}";
        var sign = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(desk.File.Carriers["yunexpress"].Settings["AppSecret"]), Encoding.UTF8.GetBytes(signed)));
        return request.Headers["sign"] == sign ? null : Answers.Json(Failure("sign is invalid"), 401);
    }

    private static byte[] Failure(string message) => CarrierJson.Bytes(new { success = false, code = "10001", msg = message });
}
