using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using NodaTime;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>
/// The only door to the network: one request of one account becomes an answer or the reason why there is none. 15 seconds for all of it, 4 MiB of body after
/// decompression, no redirects, no cookies, no proxy; one retry of what never reached the carrier or met a 502, 503 or 504; an account that fails too often is left alone for a while.
/// </summary>
public sealed partial class CarrierHttp : IDisposable
{
    private const int MostBytes = 4 << 20;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestBreak = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, Way> _ways = new();
    private readonly TimeProvider _time;
    private readonly ILogger<CarrierHttp> _log;
    private readonly HttpMessageInvoker _network = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 64,
        ActivityHeadersPropagator = null, // traces would hold the addresses, and so the tracking numbers
    });

    public CarrierHttp(TimeProvider time, ILogger<CarrierHttp> log)
    {
        _time = time;
        _log = log;
    }

    /// <summary>Sends a request whose address is relative to the account's, or else to the carrier's.</summary>
    /// <param name="asked">The numbers it asks for.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<Asked> SendAsync(Carrier carrier, Account account, HttpRequestMessage request, IReadOnlyList<TrackingNumber> asked, CancellationToken ct)
    {
        var id = carrier.Profile.Id;
        if ((account.BaseAddress ?? carrier.Profile.BaseAddress) is not { } address)
            return new Asked.NoAnswer("no address is configured");
        if (request.RequestUri is not { IsAbsoluteUri: false } path)
            throw new ArgumentException($"{id} must ask relative to its base address.", nameof(request));
        request.RequestUri = new Uri(address, path);
        if (request.Headers.UserAgent.Count == 0)
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("tracking-portal", "0.1"));

        var started = _time.GetTimestamp();
        var way = _ways.GetOrAdd(KeyOf(account), _ => new Way(_time));
        try
        {
            var received = await way.Pipeline.ExecuteAsync(token => ReceiveAsync(request, token), ct);
            Answered(id, received.Status, (long)_time.GetElapsedTime(started).TotalMilliseconds, received.Body?.Length ?? 0);
            return received.Body is null ? Silent("the answer is larger than 4 MiB") : new Asked.Answer(new Wire
            {
                Carrier = id,
                Kind = WireKind.Poll,
                ReceivedAt = Instant.FromDateTimeOffset(_time.GetUtcNow()),
                Status = received.Status,
                ContentType = received.ContentType,
                RetryAfterSeconds = received.RetryAfterSeconds,
                Asked = asked,
                Body = received.Body,
            });
        }
        catch (BrokenCircuitException)
        {
            return Silent("not asked: it failed too often", Duration.FromTimeSpan(way.RestsFor(_time.GetUtcNow())));
        }
        catch (TimeoutRejectedException)
        {
            return Silent("no whole answer within 15 seconds");
        }
        catch (HttpRequestException error)
        {
            return Silent($"the connection failed ({error.HttpRequestError})");
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            return Silent("the answer broke off");
        }

        Asked.NoAnswer Silent(string why, Duration? retryAfter = null)
        {
            Unanswered(id, why);
            return new Asked.NoAnswer(why, retryAfter);
        }
    }

    public void Dispose() => _network.Dispose();

    /// <summary>One account: the same credentials at the same address, without keeping them.</summary>
    internal static string KeyOf(Account account)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (IEnumerable<string>)[account.Carrier.Value, account.BaseAddress?.AbsoluteUri ?? "",
            .. account.Settings.OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase).SelectMany(setting => new[] { setting.Key.ToUpperInvariant(), setting.Value })])
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async ValueTask<Received> ReceiveAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var response = await _network.SendAsync(request, ct);
        return new Received((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), RetryAfter(response.Headers.RetryAfter), await BodyAsync(response.Content, ct));
    }

    private int? RetryAfter(RetryConditionHeaderValue? header) =>
        (header?.Delta ?? header?.Date - _time.GetUtcNow()) is { } wait ? (int)Math.Clamp(Math.Ceiling(wait.TotalSeconds), 0, int.MaxValue) : null;

    private static async Task<byte[]?> BodyAsync(HttpContent content, CancellationToken ct)
    {
        await using var stream = await content.ReadAsStreamAsync(ct);
        using var kept = new MemoryStream();
        var chunk = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            while (await stream.ReadAsync(chunk, ct) is > 0 and var read)
            {
                if (kept.Length + read > MostBytes)
                    return null;
                kept.Write(chunk, 0, read);
            }
            return kept.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>What guards the requests of one account.</summary>
    private sealed class Way
    {
        private DateTimeOffset _restsUntil;

        // The breaker's figures fit an account asked a few times a minute: the library's own would never trip there.
        public Way(TimeProvider time) => Pipeline = new ResiliencePipelineBuilder<Received> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Received>
            {
                MinimumThroughput = 5,
                SamplingDuration = TimeSpan.FromSeconds(120),
                FailureRatio = 0.5,
                BreakDurationGenerator = args => new(TimeSpan.FromSeconds(Math.Min(30 * Math.Pow(2, Math.Min(args.HalfOpenAttempts, 10)), LongestBreak.TotalSeconds))),
                OnOpened = args =>
                {
                    _restsUntil = time.GetUtcNow() + args.BreakDuration;
                    return default;
                },
                ShouldHandle = new PredicateBuilder<Received>().Handle<HttpRequestException>().Handle<TimeoutRejectedException>().Handle<IOException>()
                    .HandleResult(received => received.Status >= 500),
            })
            .AddTimeout(Budget)
            .AddRetry(new RetryStrategyOptions<Received>
            {
                MaxRetryAttempts = 1,
                Delay = TimeSpan.FromMilliseconds(300),
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<Received>()
                    .Handle<HttpRequestException>(error => error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
                    .HandleResult(received => received is { Status: 502 or 503 or 504, RetryAfterSeconds: null }),
            })
            .Build();

        public ResiliencePipeline<Received> Pipeline { get; }

        public TimeSpan RestsFor(DateTimeOffset now) => _restsUntil > now ? _restsUntil - now : TimeSpan.Zero;
    }

    /// <param name="Body">Null where it was too large.</param>
    private sealed record Received(int Status, string? ContentType, int? RetryAfterSeconds, byte[]? Body);

    [LoggerMessage(1, LogLevel.Debug, "{Carrier} answered {Status} in {Milliseconds} ms with {Bytes} bytes")]
    private partial void Answered(CarrierId carrier, int status, long milliseconds, int bytes);

    [LoggerMessage(2, LogLevel.Information, "{Carrier} gave no answer: {Why}")]
    private partial void Unanswered(CarrierId carrier, string why);
}
