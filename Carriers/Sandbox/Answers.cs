using Microsoft.AspNetCore.Http;

namespace Tracking.Carriers.Sandbox;

/// <summary>HTTP answers of the stand-ins.</summary>
public static class Answers
{
    public static IResult Json(byte[] body, int status = 200) => new Answer(body, status, null);

    public static IResult Xml(byte[] body) => new Answer(body, StatusCodes.Status200OK, null, "text/xml");

    public static IResult TooMany(byte[] body, int seconds) => new Answer(body, StatusCodes.Status429TooManyRequests, seconds);

    private sealed record Answer(byte[] Body, int Status, int? RetryAfter, string MediaType = "application/json") : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            http.Response.StatusCode = Status;
            http.Response.ContentType = MediaType;
            if (RetryAfter is { } seconds)
                http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await http.Response.Body.WriteAsync(Body, http.RequestAborted);
        }
    }
}
