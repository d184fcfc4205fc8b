using Tracking.Carriers;
using Tracking.Core.Parcels;

namespace Tracking.Tests.Carriers;

/// <summary>Builds the requests of one carrier, with settings that cannot be credentials.</summary>
internal static class Asking
{
    public static Account AccountOf(string carrier) => new()
    {
        Carrier = new(carrier),
        Settings = new CarrierRegistry().Find(new(carrier))!.Profile.Needs.ToDictionary(need => need, need => $"the-{need}", StringComparer.OrdinalIgnoreCase),
    };

    public static HttpRequestMessage Ask(string carrier, params string[] numbers) =>
        new CarrierRegistry().Find(new(carrier))!.Ask(new AskBatch(AccountOf(carrier), [.. numbers.Select(number => new AskNumber(TrackingNumber.Get(number)))], "token"));

    public static string Header(this HttpRequestMessage request, string name) => string.Join(',', request.Headers.GetValues(name));

    public static Task<string> BodyAsync(this HttpRequestMessage request) => request.Content!.ReadAsStringAsync(Xunit.TestContext.Current.CancellationToken);

    public static Task<byte[]> BytesAsync(this HttpRequestMessage request) => request.Content!.ReadAsByteArrayAsync(Xunit.TestContext.Current.CancellationToken);
}
