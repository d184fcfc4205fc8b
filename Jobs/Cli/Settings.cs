using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Tracking.Jobs.Cli;

/// <summary>Where a verb's settings and log lines come from and go to.</summary>
public static class Settings
{
    /// <summary><c>appsettings.json</c> of the working folder, environment variables, then the command line.</summary>
    public static IConfigurationRoot Read(Arguments arguments) => new ConfigurationBuilder()
        .SetBasePath(Directory.GetCurrentDirectory())
        .AddJsonFile("appsettings.json", optional: true)
        .AddEnvironmentVariables()
        .AddInMemoryCollection(arguments.Settings)
        .Build();

    /// <summary>Warnings on standard error: standard output belongs to the verb.</summary>
    public static ILoggerFactory Log() => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
}
