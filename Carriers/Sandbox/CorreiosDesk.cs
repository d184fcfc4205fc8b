using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tracking.Carriers.Sandbox;

/// <summary>The stand-in for Correios: a token for user, access code and posting card, several numbers a call.</summary>
public static class CorreiosDesk
{
    public static void Map(IEndpointRouteBuilder routes, Desk desk)
    {
        routes.MapPost("token/v1/autentica/cartaopostagem", (HttpRequest request) => TokenAsync(request, desk));
        routes.MapGet("srorastro/v1/objetos", (string? codigosObjetos, HttpRequest request) => Track(codigosObjetos, request, desk));
    }

    private static async Task<IResult> TokenAsync(HttpRequest request, Desk desk)
    {
        var settings = desk.File.Carriers["correios"].Settings;
        if (request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings["User"]}:{settings["AccessCode"]}"))
            || await Bodies.ReadAsync(request) is not { } body || Bodies.Text(body, "numero") != settings["PostingCard"])
            return Answers.Json(CarrierJson.Bytes(new { msgs = new[] { "GTW-007: Usuario ou codigo de acesso invalido" } }), 401);
        var now = desk.Now.InUtc();
        return Answers.Json(CarrierJson.Bytes(new
        {
            ambiente = "PRODUCAO",
            emissao = CarrierJson.Local(now.ToOffsetDateTime()),
            expiraEm = CarrierJson.Local(now.PlusHours(1).ToOffsetDateTime()),
            token = desk.Tokens.Issue(TimeSpan.FromHours(1)),
        }), 201);
    }

    private static IResult Track(string? numbers, HttpRequest request, Desk desk)
    {
        if (!desk.Tokens.Honours(request.Headers.Authorization))
            return Answers.Json(CarrierJson.Bytes(new { msgs = new[] { "GTW-006: Token invalido ou expirado" } }), 401);
        if (desk.Throttle.Next() is { } seconds)
            return Answers.TooMany(CarrierJson.Bytes(new { msgs = new[] { "GTW-010: Limite de requisicoes excedido" } }), seconds);
        return Answers.Json(CorreiosFormat.Answer(desk.World, (numbers ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), desk.Now));
    }
}
