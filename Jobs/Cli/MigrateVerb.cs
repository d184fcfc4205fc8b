namespace Tracking.Jobs.Cli;

/// <summary>The verb <c>migrate</c>: brings the schema up to date.</summary>
public static class MigrateVerb
{
    public static async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        var arguments = Arguments.Parse(args, ["data"], []);
        using var log = Settings.Log();
        await using var database = await Database.OpenAsync(Settings.Read(arguments), arguments.Find("data"), log.CreateLogger("PostgreSQL"), TimeProvider.System, cancel);
        await database.MigrateAsync(log, cancel);
        Console.WriteLine("The schema is up to date.");
        return 0;
    }
}
