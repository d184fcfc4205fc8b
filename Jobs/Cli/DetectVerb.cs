using System.Text.Encodings.Web;
using System.Text.Json;
using Tracking.Carriers;
using Tracking.Core.Parcels;

namespace Tracking.Jobs.Cli;

/// <summary>The verb <c>detect</c>: whose a number may be, one JSON object a line; no database.</summary>
public static class DetectVerb
{
    public static Task<int> RunAsync(string[] args, CancellationToken ct) => RunAsync(args, Console.OpenStandardOutput(), Console.Error, ct);

    /// <summary>Writes UTF-8 to <paramref name="output"/>. Returns 0, or 2 for a wrong call.</summary>
    public static async Task<int> RunAsync(string[] args, Stream output, TextWriter errors, CancellationToken ct)
    {
        if (args.Length == 0 || args.Any(arg => arg.StartsWith("--", StringComparison.Ordinal)))
        {
            await errors.WriteLineAsync("usage: Jobs detect NUMBER…");
            return 2;
        }
        var detection = new Detection(new CarrierRegistry());
        foreach (var typed in args)
            await output.WriteAsync(Line(typed, TrackingNumber.Find(typed) is { } number ? detection.Candidates(number) : []), ct);
        return 0;
    }

    private static byte[] Line(string typed, IReadOnlyList<Candidate> candidates)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("number", TrackingNumber.Find(typed)?.Value ?? typed);
            json.WriteStartArray("candidates");
            foreach (var candidate in candidates)
            {
                json.WriteStartObject();
                json.WriteString("carrier", candidate.Carrier.Value);
                json.WriteNumber("confidence", candidate.Confidence);
                json.WriteString("why", candidate.Why);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }
}
