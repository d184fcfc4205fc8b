using Microsoft.Extensions.Configuration;
using Tracking.Core.Cases;

namespace Tracking.Jobs.Cli;

/// <summary>The verb <c>verify</c>: whether an evidence pack is what a portal signed, by keys that the reader names and never by anything in the pack.</summary>
public static class VerifyVerb
{
    /// <summary>Larger than the keys of any portal.</summary>
    private const int MostKeyBytes = 1 << 20;

    public static Task<int> RunAsync(string[] args, CancellationToken cancel) => RunAsync(args, Console.Out, Console.Error, cancel);

    /// <summary>Writes one sentence: on <paramref name="output"/> where the pack is genuine (status 0), on <paramref name="complaint"/> where it is not (status 1).</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter complaint, CancellationToken cancel)
    {
        var arguments = Arguments.Parse(args, ["key", "from"], []);
        if (arguments.Rest is not [var pack])
            throw new ArgumentException("usage: Jobs verify PACK.zip [--key FILE | --from URL]");
        var (keys, whose) = await KeysAsync(arguments, cancel);
        EvidenceVerdict verdict;
        try
        {
            await using var stream = new FileStream(pack, FileMode.Open, FileAccess.Read);
            verdict = EvidencePack.Verify(stream, keys, whose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{pack} cannot be read: {error.Message}", error);
        }
        if (verdict.Genuine is not { } manifest)
        {
            await complaint.WriteLineAsync($"{pack} is refused. {verdict.Why}");
            return 1;
        }
        await output.WriteLineAsync($"{pack} is genuine: {manifest.Files.Count} files about parcel {manifest.Parcel} of {manifest.Issuer} as of {manifest.AsOf}, signed with {manifest.Key}, a key {whose.Replace("those ", "", StringComparison.Ordinal)}.");
        return 0;
    }

    private static async Task<(IReadOnlyList<EvidenceKey> Keys, string Whose)> KeysAsync(Arguments arguments, CancellationToken cancel)
    {
        if (arguments.Find("key") is { } file)
        {
            try
            {
                return new FileInfo(file) is { Exists: true, Length: <= MostKeyBytes }
                    ? (EvidenceKey.Parse(await File.ReadAllTextAsync(file, cancel)), $"in {file}")
                    : throw new ArgumentException($"--key {file}: there is no such file, or it is too large for one.");
            }
            catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
            {
                throw new ArgumentException($"--key {file}: {error.Message}", error);
            }
        }
        var from = arguments.Find("from") ?? Settings.Read(arguments)["PublicUrl"];
        if (string.IsNullOrEmpty(from))
            throw new ArgumentException("Whose keys? Name the portal that made the pack with --from https://track.example.com/ (or the setting PublicUrl), or a file with its keys with --key.");
        if (!Uri.TryCreate(from.EndsWith('/') ? from : from + "/", UriKind.Absolute, out var portal) || portal.Scheme is not ("http" or "https"))
            throw new ArgumentException($"{from} is no address: write it as https://track.example.com/.");
        if (portal is { Scheme: "http", IsLoopback: false })
            throw new ArgumentException($"{from} begins with http://, and on the way anybody could put keys of their own in the place of the portal's: name it with https://, or use --key.");
        var address = new Uri(portal, EvidenceKey.Path[1..]);
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(20), MaxResponseContentBufferSize = MostKeyBytes };
            return (EvidenceKey.Parse(await http.GetStringAsync(address, cancel)), $"published at {address}");
        }
        catch (Exception error) when (error is HttpRequestException or FormatException or InvalidOperationException || error is TaskCanceledException && !cancel.IsCancellationRequested)
        {
            throw new InvalidOperationException($"No keys could be had from {address}: {error.Message}", error);
        }
    }
}
