using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Tracking.Carriers.Sandbox;

/// <summary>The running sandbox: serves polls on loopback, sends pushes, and has written its files.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(15) };
    private readonly CancellationTokenSource _stop = new();
    private Task _pushing = Task.CompletedTask;

    private SandboxHost(WebApplication app, Desk desk) => (_app, Desk) = (app, desk);

    public Desk Desk { get; private set; }

    /// <summary>Ends with a slash; each carrier is below it.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <exception cref="IOException">The port is taken or the folder cannot be written.</exception>
    public static async Task<SandboxHost> StartAsync(SandboxOptions options, TimeProvider time, CancellationToken cancel)
    {
        // Secrets, orders and numbers lie in it.
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(options.Folder);
        else
            Directory.CreateDirectory(options.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var start = Instant.FromDateTimeOffset(time.GetUtcNow());
        var file = SandboxFile.Open(options.Folder, options.Seed, start);
        var world = World.Make(options.Seed, file.StartInstants);
        var desk = new Desk(world, file, time, new Throttle(options.Seed, options.ThrottleOneIn), new IssuedTokens(time), new Registrations(options.Folder, world));

        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = options.Folder });
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole();
        var app = builder.Build();
        app.UseRouting();
        foreach (var standIn in StandIns.All)
            standIn.Map(app.MapGroup(standIn.Carrier.Value), desk);

        var host = new SandboxHost(app, desk);
        try
        {
            await app.StartAsync(cancel);
            host.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");
            var found = file.At(host.Address);
            found.Save(options.Folder);
            PrivateFile.Write(Path.Combine(options.Folder, OrderBook.Name), OrderBook.Write(world, options.Seed));
            host.Desk = desk with { File = found };
            if (options.PushTo is { } to)
                host._pushing = new Pusher(host.Desk, WithSlash(to), host._http, app.Logger).RunAsync(PushPlan.Of(world, start), host._stop.Token);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pushing;
        await _app.DisposeAsync();
        _http.Dispose();
        _stop.Dispose();
    }

    private static Uri WithSlash(Uri to) => to.AbsoluteUri.EndsWith('/') ? to : new Uri(to.AbsoluteUri + "/");
}
