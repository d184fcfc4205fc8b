using System.Text.Json;
using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

[assembly: AssemblyFixture(typeof(Stage))]
// Buyers' stories beside those of operations, which are all that are in no collection of their own; in each of both, one after another.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]

namespace Tracking.EndToEnd.Given;

/// <summary>The demo, running, and a browser: shared by all stories.</summary>
public sealed class Stage : IAsyncLifetime
{
    public PortalProcess Portal { get; private set; } = null!;
    public Browser Browser { get; private set; } = null!;
    public HttpClient Http { get; private set; } = null!;
    public Demo Demo => Portal.Demo;

    public async ValueTask InitializeAsync()
    {
        // Stories say what comes, not how soon on a busy machine: that is what ./bench says.
        Assertions.SetDefaultExpectTimeout(60_000);
        Portal = await PortalProcess.StartAsync(CancellationToken.None);
        Http = new HttpClient { BaseAddress = Portal.Url };
        Browser = await Browser.StartAsync();
    }

    public string Secret(string carrier) => Demo.PushSecrets[carrier];

    public Task<RegisteredOrder> RegisterAsync(string carrier, string trackingNumber, string destination, CancellationToken cancel) =>
        new Registrar(Http, Demo).RegisterAsync(carrier, trackingNumber, destination, cancel);

    public Task<JsonElement> ParcelAsync(string id, CancellationToken cancel) => new Registrar(Http, Demo).ParcelAsync(id, cancel);

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        Http?.Dispose();
        if (Portal is not null)
            await Portal.DisposeAsync();
    }
}
