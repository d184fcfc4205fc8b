using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs.Cli;

namespace Tracking.Jobs;

/// <summary>
/// Takes carriers' pushes: proves that they came from them, commits them byte for byte, and only then answers. Pushes that wait together
/// are committed together; reading them is for others.
/// </summary>
public sealed partial class PushGate(CarrierRegistry carriers, Accounts accounts, WireStore wires, HealthStore health, TimeProvider clock, ILogger<PushGate> logger) : BackgroundService
{
    /// <summary>The largest body taken.</summary>
    public const int MaxBody = 256 * 1024;

    private const int SampleBytes = 4096;
    private const int BatchSize = 200;
    private const int Writers = 2;
    private const int RetryAfterSeconds = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);
    private static readonly Meter Meter = new("Tracking.Jobs");
    private static readonly Counter<long> Answers = Meter.CreateCounter<long>("tracking.pushes", description: "Pushes by carrier and status");

    private readonly Channel<Pending> _proven = Channel.CreateBounded<Pending>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.Wait });
    private readonly Channel<RefusedPush> _refused = Channel.CreateBounded<RefusedPush>(new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Takes one push; a 2xx is only given for what is committed.</summary>
    public async Task<PushAnswer> TakeAsync(PushRequest push, CancellationToken cancel)
    {
        var carrier = carriers.Find(new CarrierId(push.Carrier.ToLowerInvariant()));
        if (carrier?.Profile.Push is not { } profile)
            return Problem(404, "Unknown carrier", carrier is null ? "No carrier has this name." : "This carrier does not push.");
        var id = carrier.Profile.Id;
        var answer = await TakeAsync(carrier, profile, push, cancel);
        Answers.Add(1, new("carrier", id.Value), new("status", answer.Status));
        return answer;
    }

    private async Task<PushAnswer> TakeAsync(Carrier carrier, PushProfile profile, PushRequest push, CancellationToken cancel)
    {
        var id = carrier.Profile.Id;
        var (body, whole) = await ReadAsync(push, cancel);
        if (!whole)
            return Refuse(413, "Too large", $"A push has at most {MaxBody / 1024} KiB.");
        if (push.ContentEncoding is { Length: > 0 } encoding && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return Refuse(415, "No such form", "Send the body without a Content-Encoding.");
        if (push.ContentType is { Length: > 0 } type && !IsSent(type, profile.MediaTypes))
            return Refuse(415, "No such form", $"This carrier sends {string.Join(" or ", profile.MediaTypes)}.");
        if (body.Length == 0)
            return Refuse(400, "Empty", "The push has no body.");
        Account? account;
        try
        {
            account = await accounts.FindAsync(id, push.Endpoint?.ToLowerInvariant(), cancel).WaitAsync(Patience, clock, cancel);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            Away(error);
            return Later();
        }
        if (account is null && push.Endpoint is not null)
            return Refuse(404, "Unknown endpoint", "This carrier has no endpoint of this name.");
        if (account is null || account.PushSecrets.Count == 0)
            return Refuse(401, "Unproven", "No push secret of this carrier is set.");
        if (profile.Proof.Refuse(push.Header, body, account, Instant.FromDateTimeOffset(clock.GetUtcNow())) is { } why)
            return Refuse(401, "Unproven", why);
        var wire = new Wire
        {
            Carrier = id,
            Kind = WireKind.Push,
            Trust = profile.Trust,
            ReceivedAt = Instant.FromDateTimeOffset(clock.GetUtcNow()),
            ContentType = push.ContentType is { Length: <= 200 } known ? known : null,
            Body = body,
        };
        if (push.IsCheck)
            return new PushAnswer(200, Encoding.UTF8.GetString(ReadVerb.Line("push", carrier.Read(wire))), "application/json");
        var pending = new Pending(wire);
        if (!_proven.Writer.TryWrite(pending))
            return Later();
        try
        {
            var receipt = await pending.Committed.Task.WaitAsync(Patience, clock, cancel);
            return profile.Body is { } demanded
                ? new PushAnswer(profile.Status, demanded, LooksLikeJson(demanded) ? "application/json" : "text/plain", receipt)
                : new PushAnswer(profile.Status, JsonSerializer.Serialize(new { receipt }), "application/json", receipt);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            Away(error);
            return Later();
        }
        finally
        {
            pending.IsAbandoned = true;
        }

        PushAnswer Refuse(int status, string title, string detail)
        {
            if (push.IsCheck)
                return Problem(status, title, detail);
            var receipt = WireStore.Receipt();
            _refused.Writer.TryWrite(new RefusedPush(receipt, id, detail, status, body[..Math.Min(body.Length, SampleBytes)]));
            return Problem(status, title, detail, receipt);
        }
    }

    protected override Task ExecuteAsync(CancellationToken cancel) =>
        Task.WhenAll([.. Enumerable.Range(0, Writers).Select(_ => WriteAsync(cancel)), SampleAsync(cancel)]);

    /// <summary>Commits whatever waits, at most <see cref="BatchSize"/> at a time; no timer: what comes meanwhile is the next batch.</summary>
    private async Task WriteAsync(CancellationToken cancel)
    {
        var batch = new List<Pending>(BatchSize);
        try
        {
            while (await _proven.Reader.WaitToReadAsync(cancel))
            {
                batch.Clear();
                while (batch.Count < BatchSize && _proven.Reader.TryRead(out var pending))
                    if (!pending.IsAbandoned)
                        batch.Add(pending);
                if (batch.Count > 0)
                    await CommitAsync(batch, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
    }

    private async Task CommitAsync(List<Pending> batch, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            var receipts = await wires.AppendPushesAsync([.. batch.Select(pending => pending.Wire)], either.Token);
            for (var i = 0; i < batch.Count; i++)
                batch[i].Committed.TrySetResult(receipts[i]);
        }
        catch (Exception error)
        {
            foreach (var pending in batch)
                pending.Committed.TrySetException(error);
            return;
        }
        try
        {
            // Within what is left of the same patience: the next batch waits for this.
            await health.RecordPushesAsync(batch.CountBy(pending => pending.Wire.Carrier).ToDictionary(), either.Token);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            NotCounted(error);
        }
    }

    private async Task SampleAsync(CancellationToken cancel)
    {
        try
        {
            while (await _refused.Reader.WaitToReadAsync(cancel))
            {
                var batch = new List<RefusedPush>();
                while (batch.Count < BatchSize && _refused.Reader.TryRead(out var refused))
                    batch.Add(refused);
                try
                {
                    await health.RecordRefusedAsync(batch, cancel);
                }
                catch (Exception error) when (!cancel.IsCancellationRequested)
                {
                    NotCounted(error);
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
    }

    /// <summary>The raw bytes, and whether they are all there is; never more than <see cref="MaxBody"/>.</summary>
    private static async Task<(byte[] Body, bool Whole)> ReadAsync(PushRequest push, CancellationToken cancel)
    {
        if (push.Length > MaxBody)
            return ([], false);
        using var kept = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await push.Body.ReadAsync(chunk, cancel)) > 0)
        {
            if (kept.Length + read > MaxBody)
                return (kept.ToArray(), false);
            kept.Write(chunk, 0, read);
        }
        return (kept.ToArray(), true);
    }

    private static bool IsSent(string contentType, IReadOnlyList<string> mediaTypes) =>
        MediaTypeHeaderValue.TryParse(contentType, out var parsed) && parsed.MediaType is { } type
        && mediaTypes.Any(sent => type.Equals(sent, StringComparison.OrdinalIgnoreCase)
            || (sent == "application/json" && type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)));

    private static bool LooksLikeJson(string text) => text.StartsWith('{') || text.StartsWith('[');

    private static PushAnswer Later() =>
        Problem(503, "Not now", "The push could not be stored; send it again.") with { RetryAfterSeconds = RetryAfterSeconds };

    private static PushAnswer Problem(int status, string title, string detail, string? receipt = null) =>
        new(status, JsonSerializer.Serialize(new { type = "about:blank", title, status, detail, receipt }), "application/problem+json", receipt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A push is answered 503: it could not be committed")]
    private partial void Away(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pushes were not counted")]
    private partial void NotCounted(Exception error);

    private sealed class Pending(Wire wire)
    {
        public Wire Wire { get; } = wire;

        public TaskCompletionSource<string> Committed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Nobody waits for it any more: it is not worth a commit.</summary>
        public volatile bool IsAbandoned;
    }
}
