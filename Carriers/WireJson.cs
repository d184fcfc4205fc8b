using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>
/// Reads a carrier's JSON: strict about the bytes, forgiving about the shape. A path that leads nowhere gives an element of kind Undefined, which every
/// method here takes for "not said"; so do null, <c>""</c>, <c>{}</c> and the text <c>"{}"</c>. A list where an object is usual stands for its first entry, and an object
/// where a list is usual for a list of one.
/// </summary>
public static class WireJson
{
    private const int MaxDepth = 32;

    /// <summary>The root of a body: UTF-8 with or without a byte order mark, at most 32 deep, no key twice in one object.</summary>
    /// <exception cref="JsonException">The body is none; the message says why without quoting it.</exception>
    /// <param name="mayRepeat">True where a carrier is known to print keys twice that are not read; the last one counts.</param>
    public static JsonElement Parse(ReadOnlyMemory<byte> body, bool mayRepeat = false)
    {
        var bytes = body.Span;
        if (bytes.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        bytes = bytes.Trim(" \t\r\n"u8);
        if (bytes.IsEmpty)
            throw new JsonException("empty body");
        if (!Utf8.IsValid(bytes))
            throw new JsonException("not UTF-8");
        if (bytes[0] == '<')
            throw new JsonException("markup where JSON is expected");
        try
        {
            return JsonElement.Parse(bytes, new() { MaxDepth = MaxDepth, AllowDuplicateProperties = mayRepeat });
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new JsonException(Why(bytes));
        }
    }

    /// <summary>The element at the end of a path of names; Undefined where it breaks off.</summary>
    public static JsonElement At(this JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (json.ValueKind == JsonValueKind.Array)
                json = First(json);
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var next))
                return default;
            json = next;
        }
        return json;
    }

    /// <summary>True where something was said: not absent, null, empty, <c>{}</c> or <c>"{}"</c>.</summary>
    public static bool IsSaid(this JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => false,
        JsonValueKind.Object => json.GetPropertyCount() > 0,
        JsonValueKind.Array => json.GetArrayLength() > 0,
        JsonValueKind.String => Text(json) is not null,
        _ => true,
    };

    /// <summary>The entries of a list, leaving out those that say nothing; a lone value is a list of one.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement json, params ReadOnlySpan<string> path)
    {
        var found = json.At(path);
        return found.ValueKind == JsonValueKind.Array ? found.EnumerateArray().Where(IsSaid) : found.IsSaid() ? [found] : [];
    }

    /// <summary>The objects of a list: <see cref="Items"/> without stray texts and numbers.</summary>
    public static IEnumerable<JsonElement> Objects(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.Items(path).Where(item => item.ValueKind == JsonValueKind.Object);

    /// <summary>A text of at most 1000 characters, cleaned by <see cref="PlainText"/>; numbers and booleans as they are printed.</summary>
    public static string? Text(this JsonElement json, params ReadOnlySpan<string> path) => PlainText.Clean(Raw(json.At(path)), PlainText.Wording);

    /// <summary>A text of at most 300 characters: a place, a name, a code.</summary>
    public static string? Label(this JsonElement json, params ReadOnlySpan<string> path) => PlainText.Clean(Raw(json.At(path)), PlainText.Label);

    /// <summary>A number, also where it is printed as text.</summary>
    public static decimal? Decimal(this JsonElement json, params ReadOnlySpan<string> path) =>
        decimal.TryParse(json.Label(path), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A whole number, also where it is printed as text.</summary>
    public static long? Whole(this JsonElement json, params ReadOnlySpan<string> path) =>
        json.Decimal(path) is { } number && number == decimal.Truncate(number) && Math.Abs(number) <= long.MaxValue ? (long)number : null;

    /// <summary>A yes or no, also where it is printed as <c>"true"</c>, <c>"Y"</c> or <c>1</c>.</summary>
    public static bool? Flag(this JsonElement json, params ReadOnlySpan<string> path) => json.Label(path)?.ToUpperInvariant() switch
    {
        "TRUE" or "Y" or "YES" or "1" => true,
        "FALSE" or "N" or "NO" or "0" => false,
        _ => null,
    };

    /// <summary>A tracking number; null where the text cannot be one.</summary>
    public static TrackingNumber? TrackingNumber(this JsonElement json, params ReadOnlySpan<string> path) => Core.Parcels.TrackingNumber.Find(json.Label(path));

    private static string? Raw(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
            json = First(json);
        return json.ValueKind switch
        {
            JsonValueKind.String => Unescaped(json) is var text && text.Trim() is "{}" ? null : text,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => json.GetRawText(),
            _ => null,
        };
    }

    private static string Unescaped(JsonElement json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException) // half a surrogate pair, written as an escape
        {
            return json.GetRawText().Trim('"');
        }
    }

    private static JsonElement First(JsonElement list)
    {
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Null)
                return item;
        }
        return default;
    }

    private static string Why(ReadOnlySpan<byte> bytes)
    {
        return Parses(bytes, new() { MaxDepth = MaxDepth }) ? "a key stands twice in one object"
            : Parses(bytes, new() { MaxDepth = 4096 }) ? $"nested deeper than {MaxDepth}"
            : "not JSON, or broken off";

        static bool Parses(ReadOnlySpan<byte> bytes, JsonDocumentOptions options)
        {
            try
            {
                JsonElement.Parse(bytes, options);
                return true;
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException)
            {
                return false;
            }
        }
    }
}
