using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>Asks carriers: builds a batch's request, gives it an access token where one is needed, sends it, and tries once more with a new token after a 401.</summary>
public sealed class CarrierCalls(CarrierHttp http, AccessTokens tokens, TimeProvider time)
{
    /// <summary>Asks for at most <see cref="CarrierProfile.BatchSize"/> numbers.</summary>
    public async Task<Asked> AskAsync(Carrier carrier, Account account, IReadOnlyList<AskNumber> numbers, CancellationToken ct) =>
        (await CallAsync(carrier, account, numbers, null, carrier.Ask, ct))!;

    /// <summary>Announces numbers to a carrier that wants it before they are asked for, or before it pushes; null where it needs no announcement.</summary>
    /// <param name="pushAddress">Where the carrier is to push to.</param>
    public Task<Asked?> EnrolAsync(Carrier carrier, Account account, IReadOnlyList<AskNumber> numbers, Uri? pushAddress, CancellationToken ct) =>
        CallAsync(carrier, account, numbers, pushAddress, carrier.Enrol, ct);

    private async Task<Asked?> CallAsync(Carrier carrier, Account account, IReadOnlyList<AskNumber> numbers, Uri? pushAddress, Func<AskBatch, HttpRequestMessage?> build, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            var (token, failure) = carrier.Profile.OAuth is null ? (null, null) : await tokens.GetAsync(carrier, account, ct);
            if (failure is not null)
                return failure;
            using var request = build(new AskBatch(account, numbers, token, Instant.FromDateTimeOffset(time.GetUtcNow()), pushAddress));
            if (request is null)
                return null;
            var reply = await http.SendAsync(carrier, account, request, [.. numbers.Select(asked => asked.Number)], ct);
            if (token is null || attempt > 0 || reply is not Asked.Answer { Wire.Status: 401 })
                return reply;
            tokens.Forget(account, token);
        }
    }
}
