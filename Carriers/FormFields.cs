using System.Net;
using System.Text;

namespace Tracking.Carriers;

/// <summary>Reads the fields of a form as it is sent: <c>application/x-www-form-urlencoded</c>, in UTF-8.</summary>
public static class FormFields
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The value of a field, the first where there are several; null where the form has none, or its bytes are no UTF-8.</summary>
    public static string? Find(ReadOnlySpan<byte> form, string field)
    {
        while (!form.IsEmpty)
        {
            var end = form.IndexOf((byte)'&');
            var pair = end < 0 ? form : form[..end];
            form = end < 0 ? default : form[(end + 1)..];
            var equals = pair.IndexOf((byte)'=');
            if (equals > 0 && Decode(pair[..equals]) == field)
                return Decode(pair[(equals + 1)..]);
        }
        return null;
    }

    private static string? Decode(ReadOnlySpan<byte> encoded)
    {
        try
        {
            return Strict.GetString(WebUtility.UrlDecodeToBytes(encoded.ToArray(), 0, encoded.Length) ?? []);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
