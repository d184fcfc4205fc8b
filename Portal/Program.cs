using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Jobs.Demo;
using Tracking.Portal;
using Tracking.Portal.Access;
using Tracking.Portal.Demo;

using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    var arguments = Arguments.Parse(args, ["port", "data", "urls", "environment", "contentRoot"], ["no-work"]);
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions
    {
        EnvironmentName = arguments.Find("environment"),
        ContentRootPath = arguments.Find("contentRoot"),
    });
    builder.Configuration.AddInMemoryCollection(arguments.Settings);
    if (arguments.Find("urls") is { } urls)
        builder.WebHost.UseUrls(urls);
    if (arguments.FindNumber("port", 0, 65535) is { } port)
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
    else if (builder.Configuration["urls"] is null && arguments.Find("urls") is null)
        builder.WebHost.UseUrls("http://127.0.0.1:8080");
    PortalSetup.DemandFree(builder.Configuration["urls"]);
    using var log = LoggerFactory.Create(logging => logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole().QuietEngines());
    await using var database = await Database.OpenAsync(builder.Configuration, arguments.Find("data"), log.CreateLogger("PostgreSQL"), TimeProvider.System, stop.Token);
    await database.MigrateAsync(log, stop.Token);
    var isDemo = !arguments.Has("no-work") && await DemoWorld.IsMeantAsync(builder.Configuration, database, stop.Token);
    if (isDemo)
        DemoFolder.Hurry(builder.Configuration);
    builder.AddPortal(database, work: !arguments.Has("no-work"), isDemo || DemoFolder.IsMarked(database.Folder));
    await using var app = builder.Build();
    app.MapPortal();
    await app.Services.SeedAccountsAsync(app.Configuration, stop.Token);
    if (isDemo)
        await DemoWorld.RestAsync(app.Services, stop.Token);
    // Before it listens: a portal that takes pushes must not end because the database went away for a moment.
    var invitation = isDemo ? null : await app.Services.GetRequiredService<People>().InviteFirstAsync(stop.Token);
    await app.StartAsync(stop.Token);
    var listening = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    var address = app.Services.GetRequiredService<PublicAddress>().Get();
    await using var demo = isDemo ? await DemoWorld.StartAsync(app.Services, database.Folder!, listening, stop.Token) : null;
    Console.WriteLine($"""
        The portal listens on {listening}
          buyers   {address}track
          ops      {address}ops
          API      {address}docs
        """);
    if (demo is not null)
        Console.WriteLine($"""
            This is the demo: invented parcels, and a sandbox in the carriers' place.
              sign-in  {demo.File.Ops.Email} with {demo.File.Ops.Password}
              API key  {demo.File.ApiKey}
              an order {address}t/{demo.File.Orders[0].Token}
              all of it in {Path.Combine(database.Folder!, DemoFile.Name)}
            """);
    else if (invitation is not null)
        Console.WriteLine($"  Nobody can sign in yet: make the first account at {address}ops/welcome/{invitation}");
    await app.WaitForShutdownAsync(stop.Token);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (Exception error) when (PortalSetup.IsPortTaken(error))
{
    await Console.Error.WriteLineAsync("Another program listens on this port already: end it, or choose another with --port N.");
    return 1;
}
catch (ArgumentException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}
catch (Exception error) when (error is PostgresMissingException or InvalidOperationException or NpgsqlException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return error is PostgresMissingException ? 3 : 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
