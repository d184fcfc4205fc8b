using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Tracking.Jobs;

namespace Tracking.Portal;

/// <summary>What <c>/health/ready</c> asks: does the database answer, is its schema there, and, on a node that works, is the inbox being drained.</summary>
public static class Readiness
{
    public static IHealthChecksBuilder AddReadiness(this IHealthChecksBuilder checks) => checks
        .Add(new HealthCheckRegistration("database", services => new Schema(services.GetRequiredService<NpgsqlDataSource>()), HealthStatus.Unhealthy, null, TimeSpan.FromSeconds(3)))
        .Add(new HealthCheckRegistration("drain", services => new Drain(services.GetService<InboxDrain>()), HealthStatus.Unhealthy, null));

    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Description ?? entry.Value.Status.ToString()),
        }));
    }

    private sealed class Schema(NpgsqlDataSource database) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancel)
        {
            try
            {
                await using var command = database.CreateCommand("select count(*) from tracking.schema_version");
                return await command.ExecuteScalarAsync(cancel) is > 0L
                    ? HealthCheckResult.Healthy("answers, and its schema is there")
                    : HealthCheckResult.Unhealthy("has no schema");
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                return HealthCheckResult.Unhealthy("does not answer");
            }
        }
    }

    private sealed class Drain(InboxDrain? drain) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancel) => Task.FromResult(drain switch
        {
            null => HealthCheckResult.Healthy("other nodes do the work"),
            { IsRunning: true } => HealthCheckResult.Healthy("running"),
            _ => HealthCheckResult.Unhealthy("not running"),
        });
    }
}
