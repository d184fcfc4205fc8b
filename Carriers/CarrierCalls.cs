using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>Asks carriers: builds a batch's request, gives it an access token where one is needed, sends it, and tries once more with a new token after a 401.</summary>
public sealed class CarrierCalls(CarrierHttp http, AccessTokens tokens)
{
    /// <summary>Asks for at most <see cref="CarrierProfile.BatchSize"/> numbers.</summary>
    public async Task<Asked> AskAsync(Carrier carrier, Account account, IReadOnlyList<AskNumber> numbers, CancellationToken ct) =>
        (await CallAsync(carrier, account, numbers, carrier.Ask, ct))!;

    /// <summary>Announces numbers to a carrier that wants it before they are asked for; null where it needs no announcement.</summary>
    public Task<Asked?> EnrolAsync(Carrier carrier, Account account, IReadOnlyList<AskNumber> numbers, CancellationToken ct) =>
        CallAsync(carrier, account, numbers, carrier.Enrol, ct);

    private async Task<Asked?> CallAsync(Carrier carrier, Account account, IReadOnlyList<AskNumber> numbers, Func<AskBatch, HttpRequestMessage?> build, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            var (token, failure) = carrier.Profile.OAuth is null ? (null, null) : await tokens.GetAsync(carrier, account, ct);
            if (failure is not null)
                return failure;
            using var request = build(new AskBatch(account, numbers, token));
            if (request is null)
                return null;
            var reply = await http.SendAsync(carrier, account, request, [.. numbers.Select(asked => asked.Number)], ct);
            if (token is null || attempt > 0 || reply is not Asked.Answer { Wire.Status: 401 })
                return reply;
            tokens.Forget(account, token);
        }
    }
}
