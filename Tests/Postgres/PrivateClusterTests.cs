using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Postgres;

public sealed class PrivateClusterTests(MadeCluster made) : IClassFixture<MadeCluster>, IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("tracking-cluster-").FullName;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_first_starts_it_the_second_joins_it_and_only_the_last_to_leave_stops_it()
    {
        var first = await JoinAsync(folder);
        var server = ServerOf(folder);
        await using var second = await JoinAsync(folder);
        Assert.Equal(server, ServerOf(folder));
        Assert.Equal(first.ConnectionString, second.ConnectionString);

        await first.DisposeAsync();
        Assert.Equal(1, await AskAsync(second, "select 1"));

        await second.DisposeAsync();
        Assert.False(IsServer(server));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(folder, "members")));
    }

    [Fact]
    public async Task Many_who_start_at_once_meet_in_one_server()
    {
        var members = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => JoinAsync(folder)));
        Assert.Single(members.Select(m => m.ConnectionString).Distinct());
        var server = ServerOf(folder);
        await Task.WhenAll(members.Select(m => m.DisposeAsync().AsTask()));
        Assert.False(IsServer(server));
    }

    [Fact]
    public async Task A_server_killed_under_us_is_back_on_the_same_port_with_all_that_was_committed()
    {
        await using var first = await JoinMadeAsync();
        await using var second = await JoinAsync(folder);
        var before = first.ConnectionString;
        await AskAsync(first, "create table kept (n int); insert into kept values (42); select n from kept");
        await using (var session = new NpgsqlConnection(before))
        {
            await session.OpenAsync(Ct);
            Kill(ServerOf(folder));
            Assert.Equal(42, await UntilAnsweredAsync(first, "select n from kept"));
        }
        Assert.Equal(before, first.ConnectionString);
        Assert.Equal(42, await UntilAnsweredAsync(second, "select n from kept"));
    }

    [Fact]
    public async Task It_is_brought_back_every_time_it_dies()
    {
        await using var cluster = await JoinMadeAsync();
        for (var time = 0; time < 3; time++)
        {
            var killed = ServerOf(folder);
            Kill(killed);
            await UntilAsync(() => !IsServer(killed));
            Assert.Equal(1, await UntilAnsweredAsync(cluster, "select 1"));
            Assert.NotEqual(killed, ServerOf(folder));
        }
    }

    [Fact]
    public async Task What_a_killed_program_left_running_is_adopted_and_stopped_in_the_end()
    {
        int server;
        await using (var cluster = await JoinMadeAsync())
        {
            server = ServerOf(folder);
            // What a killed member leaves behind: its file, and nobody who holds the lock on it.
            await File.WriteAllTextAsync(Path.Combine(folder, "members", "12345-killed"), "", Ct);
            await using var successor = await JoinAsync(folder);
            Assert.Equal(server, ServerOf(folder));
        }
        Assert.False(IsServer(server));
    }

    [Fact]
    public async Task A_postmaster_file_that_names_a_stranger_does_not_keep_it_from_starting()
    {
        await (await JoinMadeAsync()).DisposeAsync();
        var file = Path.Combine(folder, "postgres", "postmaster.pid");
        await File.WriteAllTextAsync(
            file,
            $"{Environment.ProcessId}\n{Path.Combine(folder, "postgres")}\n1700000000\n{KeptPort(folder)}\n\n127.0.0.1\n  5432001         7\nready   \n",
            Ct);

        await using var cluster = await JoinAsync(folder);

        Assert.Equal(1, await AskAsync(cluster, "select 1"));
        Assert.NotEqual(Environment.ProcessId, ServerOf(folder));
    }

    [Fact]
    public async Task A_folder_with_somebody_elses_files_is_refused_and_left_alone()
    {
        var foreign = Directory.CreateDirectory(Path.Combine(folder, "postgres")).FullName;
        await File.WriteAllTextAsync(Path.Combine(foreign, "PG_VERSION"), "15\n", Ct);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => JoinAsync(folder));

        Assert.Contains("was not made by this program", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["PG_VERSION"], Directory.EnumerateFileSystemEntries(foreign).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Somebody_elses_cluster_is_refused_as_a_data_folder()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "PG_VERSION"), "15\n", Ct);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => JoinAsync(folder));
        Assert.Contains("a PostgreSQL cluster that this program did not make", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_of_a_version_that_is_not_installed_says_which_one_is_missing()
    {
        await (await JoinMadeAsync()).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "postgres", "PG_VERSION"), "9\n", Ct);
        var missing = await Assert.ThrowsAsync<PostgresMissingException>(() => JoinAsync(folder));
        Assert.Contains("made by PostgreSQL 9", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why()
    {
        await made.CopyToAsync(folder, Ct);
        await File.AppendAllTextAsync(Path.Combine(folder, "postgres", "postgresql.conf"), "no_such_setting = 1\n", Ct);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => JoinAsync(folder));
        Assert.Contains("FATAL:", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(folder, "members")));
    }

    [Fact]
    public async Task Two_folders_are_two_servers_side_by_side()
    {
        var other = Directory.CreateTempSubdirectory("tracking-cluster-").FullName;
        try
        {
            await using var one = await JoinMadeAsync();
            await using var two = await JoinAsync(other);
            await AskAsync(one, "create table only_here (n int); select 1");
            Assert.Equal(false, await AskAsync(two, "select to_regclass('only_here') is not null"));
            Assert.NotEqual(ServerOf(folder), ServerOf(other));
        }
        finally
        {
            Directory.Delete(other, recursive: true);
        }
    }

    [Fact]
    public async Task The_port_is_kept_and_changed_only_when_a_stranger_holds_it()
    {
        await (await JoinMadeAsync()).DisposeAsync();
        var kept = KeptPort(folder);
        await using (var again = await JoinAsync(folder))
        {
            Assert.Equal(kept, new NpgsqlConnectionStringBuilder(again.ConnectionString).Port);
        }

        using var stranger = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, kept);
        stranger.Start();
        await using var moved = await JoinAsync(folder);
        Assert.NotEqual(kept, new NpgsqlConnectionStringBuilder(moved.ConnectionString).Port);
        Assert.Equal(1, await AskAsync(moved, "select 1"));
    }

    [Fact]
    public async Task It_commits_durably_ends_idle_transactions_and_lets_nobody_in_without_the_password()
    {
        await using var cluster = await JoinMadeAsync();
        Assert.Equal("on", await AskAsync(cluster, "show fsync"));
        Assert.Equal("on", await AskAsync(cluster, "show synchronous_commit"));
        Assert.Equal("1min", await AskAsync(cluster, "show idle_in_transaction_session_timeout"));
        Assert.Equal("127.0.0.1", await AskAsync(cluster, "show listen_addresses"));
        Assert.Equal("scram-sha-256", await AskAsync(cluster, "select distinct auth_method from pg_hba_file_rules"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(folder, "postgres.password")));
        }
    }

    [Fact]
    public async Task Under_root_the_server_belongs_to_somebody_else()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root meets PostgreSQL's refusal of root.");
        await using var cluster = await JoinAsync(folder);
        var user = (await File.ReadAllLinesAsync($"/proc/{ServerOf(folder)}/status", Ct)).Single(l => l.StartsWith("Uid:", StringComparison.Ordinal));
        Assert.DoesNotContain("\t0\t", user, StringComparison.Ordinal);
        Assert.Equal(1, await AskAsync(cluster, "select 1"));
    }

    static Task<PrivateCluster> JoinAsync(string folder) =>
        PrivateCluster.JoinAsync(folder, NullLogger.Instance, TimeProvider.System, Ct);

    async Task<PrivateCluster> JoinMadeAsync()
    {
        await made.CopyToAsync(folder, Ct);
        return await JoinAsync(folder);
    }

    static int ServerOf(string folder) =>
        int.Parse(File.ReadLines(Path.Combine(folder, "postgres", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    static int KeptPort(string folder) =>
        int.Parse(File.ReadAllText(Path.Combine(folder, "postgres.port")), CultureInfo.InvariantCulture);

    // A zombie, killed and not yet collected, has an empty command line.
    static bool IsServer(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Contains("postgres", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    static void Kill(int process)
    {
        using var found = Process.GetProcessById(process);
        found.Kill();
    }

    static async Task<object?> AskAsync(PrivateCluster cluster, string sql)
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false;Timeout=3");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }

    static async Task<object?> UntilAnsweredAsync(PrivateCluster cluster, string sql)
    {
        object? answer = null;
        await UntilAsync(async () =>
        {
            try
            {
                answer = await AskAsync(cluster, sql);
                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        });
        return answer;
    }

    static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }
}
