using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Tests.Carriers;

/// <summary>A real web server on loopback in a carrier's place, answering as a test says and keeping what it was asked.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private readonly WebApplication _server;

    private StandIn(WebApplication server) => _server = server;

    public ConcurrentQueue<(string Path, string? Authorization, string Body)> Requests { get; } = new();

    public Account Account(params (string Key, string Value)[] settings) => new()
    {
        Carrier = StoodFor.Id,
        BaseAddress = new Uri(_server.Urls.Single() + "/"),
        Settings = settings.ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.OrdinalIgnoreCase),
    };

    public static async Task<StandIn> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var standIn = new StandIn(server);
        var count = 0;
        server.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            standIn.Requests.Enqueue((context.Request.Path + context.Request.QueryString.Value, context.Request.Headers.Authorization, await reader.ReadToEndAsync(context.RequestAborted)));
            await answer(context, Interlocked.Increment(ref count));
        });
        await server.StartAsync();
        return standIn;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    /// <summary>A carrier of the stand-in's, with or without tokens.</summary>
    internal sealed class StoodFor(OAuth? oauth = null) : Carrier
    {
        public static readonly CarrierId Id = new("stand-in");

        public override CarrierProfile Profile { get; } = new() { Id = Id, Name = "Stand-in", OAuth = oauth };

        public override HttpRequestMessage Ask(AskBatch batch) => new(HttpMethod.Get, "track?number=" + batch.Numbers[0].Number.Value)
        {
            Headers = { Authorization = batch.AccessToken is { } token ? new("Bearer", token) : null },
        };

        protected override CarrierReply ReadBody(Wire wire) => new CarrierReply.Acknowledged("read");
    }
}
