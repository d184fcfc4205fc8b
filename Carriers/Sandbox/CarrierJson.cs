using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Tracking.Carriers.Sandbox;

/// <summary>How the stand-ins write JSON and clocks: names exactly as given, text unescaped.</summary>
public static class CarrierJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly OffsetDateTimePattern WithOffset = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'sso<+HH:mm>");

    public static byte[] Bytes(object body) => JsonSerializer.SerializeToUtf8Bytes(body, Options);

    /// <summary><c>2026-11-22T13:58:40-05:00</c>.</summary>
    public static string Stated(OffsetDateTime at) => WithOffset.Format(at);

    /// <summary><c>2026-11-22T13:58:40</c>.</summary>
    public static string Local(OffsetDateTime at) => LocalDateTimePattern.GeneralIso.Format(at.LocalDateTime);

    /// <summary><c>2026-11-22T18:58:40Z</c>.</summary>
    public static string Utc(Instant at) => InstantPattern.General.Format(at);

    /// <summary>An offset like <c>-05:00</c>.</summary>
    public static string Offset(Offset offset) => OffsetPattern.CreateWithInvariantCulture("+HH:mm").Format(offset);
}
