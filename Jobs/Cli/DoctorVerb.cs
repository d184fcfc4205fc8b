using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Tracking.Carriers;
using Tracking.Core.Postgres;

namespace Tracking.Jobs.Cli;

/// <summary>The verb <c>doctor</c>: checks what an installation rests on and says what to mend; exit status 1 where something must be.</summary>
public static class DoctorVerb
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    public static Task<int> RunAsync(string[] args, CancellationToken cancel) => RunAsync(args, Console.Out, cancel);

    /// <summary>Writes a sentence a line; <c>!</c> stands before what must be mended.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancel)
    {
        var arguments = Arguments.Parse(args, ["data"], []);
        var configuration = Settings.Read(arguments);
        var broken = 0;

        var address = configuration["PublicUrl"];
        if (string.IsNullOrEmpty(address))
            Tell(true, "PublicUrl is not set: links lead to the address the portal listens on, which nobody else can reach.");
        else if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            Tell(false, "PublicUrl is no address: set it to the one under which buyers reach the portal, such as https://track.example.com/.");
        else if (url.Scheme == "http" && !url.IsLoopback)
            Tell(false, "PublicUrl begins with http://: put the portal behind a reverse proxy with TLS and set it to the https:// address.");
        else
            Tell(true, "PublicUrl is an address.");
        foreach (var problem in (configuration.GetSection("Polling").Get<PollingSettings>() ?? new()).Problems().Concat((configuration.GetSection("Retention").Get<RetentionSettings>() ?? new()).Problems())
            .Concat((configuration.GetSection("Findings").Get<FindingSettings>() ?? new()).Problems()).Concat((configuration.GetSection("Mail").Get<MailSettings>() ?? new()).Problems()))
            Tell(false, problem);

        var registry = new CarrierRegistry();
        var configured = (IReadOnlyList<StoredAccount>)[];
        try
        {
            configured = Accounts.FromConfiguration(configuration, registry);
        }
        catch (ArgumentException wrong)
        {
            Tell(false, wrong.Message);
        }

        using var log = Settings.Log();
        Database database;
        try
        {
            database = await Database.OpenAsync(configuration, arguments.Find("data"), log.CreateLogger("PostgreSQL"), TimeProvider.System, cancel);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or PostgresMissingException)
        {
            Tell(false, error.Message);
            return 1;
        }
        await using (database)
        {
            try
            {
                await CheckAsync(database);
            }
            catch (NpgsqlException error)
            {
                Tell(false, $"The database does not answer ({error.Message}): check ConnectionStrings:Tracking.");
            }
        }
        output.WriteLine(broken == 0 ? "Nothing must be mended." : broken == 1 ? "One thing must be mended." : $"{broken} things must be mended.");
        return broken == 0 ? 0 : 1;

        async Task CheckAsync(Database database)
        {
            await using (var command = database.Source.CreateCommand("""
                select current_setting('server_version_num')::int, current_setting('server_version'), clock_timestamp(), to_regclass('tracking.schema_version') is not null,
                  current_setting('fsync') = 'on' and current_setting('full_page_writes') = 'on'
                """))
            await using (var reader = await command.ExecuteReaderAsync(cancel))
            {
                await reader.ReadAsync(cancel);
                var ours = TimeProvider.System.GetUtcNow();
                Tell(reader.GetInt32(0) >= 140000, reader.GetInt32(0) >= 140000 ? $"The database answers: PostgreSQL {reader.GetString(1)}." : $"PostgreSQL {reader.GetString(1)} is too old: 14 is the oldest that will do.");
                var skew = (ours - reader.GetFieldValue<DateTimeOffset>(2)).Duration();
                Tell(skew <= Skew, skew <= Skew ? "This machine's clock agrees with the database's." : $"This machine's clock is {skew.TotalSeconds:0} s off the database's: let both follow NTP.");
                Tell(reader.GetBoolean(3), reader.GetBoolean(3) ? "The schema is there." : "The database has no schema yet: run the verb migrate, or start the portal once.");
                Tell(reader.GetBoolean(4), reader.GetBoolean(4) ? "What is committed is on disk." : "fsync or full_page_writes is off in PostgreSQL: a crash would lose what carriers were told is kept. Turn both on.");
                if (!reader.GetBoolean(3))
                    return;
            }
            var services = new ServiceCollection().AddLogging();
            services.AddTracking(database);
            await using var provider = services.BuildServiceProvider();
            var stored = await provider.GetRequiredService<AccountStore>().ListAsync(cancel);
            var health = (await provider.GetRequiredService<HealthStore>().ListAsync(cancel)).ToDictionary(one => one.Carrier);
            foreach (var carrier in registry.List())
            {
                var id = carrier.Profile.Id;
                var account = configured.FirstOrDefault(one => one.Carrier == id) ?? stored.FirstOrDefault(one => one.Carrier == id);
                var off = Accounts.WhyOff(carrier.Profile, account is null ? null : Accounts.Of(account, carrier.Profile));
                var seen = health.GetValueOrDefault(id);
                if (off is not null)
                    Tell(account is null, $"{id} is off: {off}");
                else if (seen is { Answering: false })
                    Tell(false, $"{id} does not answer: {seen.LastFailure}.");
                else
                    Tell(true, $"{id} is on{(seen?.Answering is true ? " and answers" : "")}.");
                if (carrier.Profile.Push is not null && account is not null && account.PushSecrets.Count == 0)
                    Tell(true, $"{id} could push: set Carriers:{id}:PushSecret and tell the carrier the address /push/{id}.");
            }
        }

        void Tell(bool well, string sentence)
        {
            if (!well)
                broken++;
            output.WriteLine($"{(well ? "  " : "! ")}{sentence}");
        }
    }
}
