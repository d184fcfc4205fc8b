using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tracking.Jobs.Demo;

namespace Tracking.Jobs.Cli;

/// <summary>The verb <c>work</c>: a worker node, until it is told to stop.</summary>
public static class WorkVerb
{
    public static async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        var arguments = Arguments.Parse(args, ["data"], []);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = Directory.GetCurrentDirectory() });
        builder.Configuration.AddInMemoryCollection(arguments.Settings);
        using var log = LoggerFactory.Create(logging => logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole().QuietEngines());
        await using var database = await Database.OpenAsync(builder.Configuration, arguments.Find("data"), log.CreateLogger("PostgreSQL"), TimeProvider.System, cancel);
        await database.MigrateAsync(log, cancel);
        if (DemoFolder.IsMarked(database.Folder))
            DemoFolder.Hurry(builder.Configuration);
        builder.Logging.QuietEngines();
        builder.Services.AddTracking(database).AddWork(database, builder.Configuration);
        using var host = builder.Build();
        await host.Services.SeedAccountsAsync(builder.Configuration, cancel);
        await host.StartAsync(cancel);
        Console.WriteLine("The worker works.");
        await host.WaitForShutdownAsync(cancel);
        return 0;
    }
}
