using System.Collections.Frozen;
using System.Text.Json;

namespace Tracking.Core.Events;

/// <summary>The names of an enum's values in UTF-8, as JSON has them.</summary>
internal static class Words<T> where T : struct, Enum
{
    private static readonly FrozenDictionary<T, JsonEncodedText> Known = Enum.GetValues<T>().Distinct().ToFrozenDictionary(value => value, value => JsonEncodedText.Encode(value.ToString()));

    public static JsonEncodedText Of(T value) => Known.TryGetValue(value, out var word) ? word : JsonEncodedText.Encode(value.ToString());
}
