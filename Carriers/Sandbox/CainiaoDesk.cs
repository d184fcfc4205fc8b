using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tracking.Carriers.Sandbox;

/// <summary>The stand-in for Cainiao's global tracking page: no key, several numbers a call.</summary>
public static class CainiaoDesk
{
    public static void Map(IEndpointRouteBuilder routes, Desk desk) => routes.MapGet("global/detail.json", (string? mailNos, string? lang) =>
    {
        if (desk.Throttle.Next() is { } seconds)
            return Answers.TooMany(CarrierJson.Bytes(new { success = false, errorMsg = "too many requests" }), seconds);
        var numbers = (mailNos ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Answers.Json(CainiaoFormat.Answer(desk.World, numbers, lang?.StartsWith("zh", StringComparison.OrdinalIgnoreCase) == true, desk.Now));
    });
}
