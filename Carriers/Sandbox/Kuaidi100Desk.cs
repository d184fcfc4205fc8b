using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tracking.Carriers.Sandbox;

/// <summary>The stand-in for Kuaidi100: signed forms, one number a call, subscriptions by number.</summary>
public static class Kuaidi100Desk
{
    public static void Map(IEndpointRouteBuilder routes, Desk desk)
    {
        routes.MapPost("poll/query.do", (HttpRequest request) => QueryAsync(request, desk));
        routes.MapPost("poll", (HttpRequest request) => SubscribeAsync(request, desk));
    }

    private static async Task<IResult> QueryAsync(HttpRequest request, Desk desk)
    {
        var (form, settings) = (await FormAsync(request), desk.File.Carriers["kuaidi100"].Settings);
        var param = form["param"].ToString();
        if (form["customer"] != settings["Customer"] || form["sign"] != Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(param + settings["Key"] + settings["Customer"]))))
            return Answers.Json(Told(false, "503", "验证签名失败"));
        if (desk.Throttle.Next() is { } seconds)
            return Answers.TooMany(Told(false, "502", "服务器繁忙"), seconds);
        return Find(param, "num") is { } number ? Answers.Json(Kuaidi100Format.Answer(desk.World, number, desk.Now)) : Answers.Json(Told(false, "400", "提交的数据不完整"));
    }

    private static async Task<IResult> SubscribeAsync(HttpRequest request, Desk desk)
    {
        var param = (await FormAsync(request))["param"].ToString();
        if (Find(param, "key") != desk.File.Carriers["kuaidi100"].Settings["Key"])
            return Answers.Json(Told(false, "600", "您不是合法的订阅者"));
        return Find(param, "number") is not { } number ? Answers.Json(Told(false, "701", "订阅方的订阅数据存在错误"))
            : Answers.Json(desk.Registrations.Add(CarrierIds.Kuaidi100, number) ? Told(true, "200", "提交成功") : Told(false, "501", "重复订阅"));
    }

    private static async Task<IFormCollection> FormAsync(HttpRequest request) => request.HasFormContentType ? await request.ReadFormAsync(request.HttpContext.RequestAborted) : FormCollection.Empty;

    private static byte[] Told(bool result, string returnCode, string message) => CarrierJson.Bytes(new { result, returnCode, message });

    private static string? Find(string param, string name)
    {
        try
        {
            return Bodies.Text(JsonElement.Parse(param), name);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
