using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Tracking.Core.Cases;
using Tracking.Jobs;
using Tracking.Portal.Access;
using Tracking.Portal.Api;
using Tracking.Portal.Buyer;
using Tracking.Portal.Notices;
using Tracking.Portal.Ops;
using Tracking.Portal.Push;

namespace Tracking.Portal;

/// <summary>What the portal consists of, and in what order a request passes through it.</summary>
public static class PortalSetup
{
    /// <summary>Composes the portal on an open and migrated database.</summary>
    public static WebApplicationBuilder AddPortal(this WebApplicationBuilder builder, Database database, bool work, bool demo)
    {
        var settings = builder.Configuration.Get<PortalSettings>() ?? new PortalSettings();
        if (settings.Problems().ToList() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join('\n', problems));
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 4 << 20;
            // Strangers can hold connections open: better some are turned away than all starve.
            kestrel.Limits.MaxConcurrentConnections = 10_000;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 1_000;
        });
        // The hosting layer logs every path in clear, and paths hold tokens; RequestLog has templates instead.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.QuietEngines();
        var services = builder.Services;
        services.Configure<PortalSettings>(builder.Configuration);
        services.PostConfigure<PortalSettings>(portal => portal.IsDemo = demo);
        services.AddSingleton<PublicAddress>();
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
            foreach (var proxy in settings.KnownProxies)
                options.KnownProxies.Add(IPAddress.Parse(proxy));
        });
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        services.AddProblemDetails();
        services.AddTracking(database).AddPushGate();
        if (work)
            services.AddWork(database, builder.Configuration);
        services.AddHealthChecks().AddReadiness();
        AddTelemetry(services, settings);
        services.AddAccess().AddNotices(builder.Configuration).AddBuyer().AddOps().AddApi();
        return builder;
    }

    /// <summary>Maps everything, in the order a request passes through.</summary>
    public static WebApplication MapPortal(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<IOptions<PortalSettings>>().Value;
        if (settings.KnownProxies.Length > 0)
            app.UseForwardedHeaders();
        // A wrong file is told at the start, not to whoever looks at the first parcel.
        app.Services.GetRequiredService<ClaimWindows>();
        app.UseMiddleware<RequestLog>();
        app.Use(next => context => ContentSecurity.SendAsync(context, next));
        app.UseExceptionHandler();
        if (settings.PublicUrl?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) is true)
            app.UseHsts();
        app.UseRouting();
        app.UseOutputCache();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = Readiness.WriteAsync }).AllowAnonymous();
        app.MapAccess();
        app.MapPush();
        app.MapBuyer();
        app.MapOps();
        app.MapApi();
        return app;
    }

    /// <summary>Finds out that a port is taken before a database is started for nothing.</summary>
    /// <exception cref="SocketException">Somebody listens there already.</exception>
    public static void DemandFree(string? urls)
    {
        foreach (var url in urls?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var address = BindingAddress.Parse(url);
            if (address.Port == 0 || !IPAddress.TryParse(address.Host, out var ip))
                continue;
            using var probe = new TcpListener(ip, address.Port);
            probe.Start();
        }
    }

    /// <summary>True where a start failed because somebody else listens on the port.</summary>
    public static bool IsPortTaken(Exception error) =>
        error is IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse };

    private static void AddTelemetry(IServiceCollection services, PortalSettings settings)
    {
        if (settings.OtlpEndpoint is not { Length: > 0 } endpoint)
            return;
        services.AddOpenTelemetry()
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation(options => options.EnrichWithHttpResponse = RequestLog.Redact)
                .AddHttpClientInstrumentation(options => options.EnrichWithHttpRequestMessage = (activity, request) => activity.SetTag("url.full", request.RequestUri?.GetLeftPart(UriPartial.Authority)))
                .AddNpgsql()
                .AddOtlpExporter(otlp => otlp.Endpoint = new Uri(endpoint)))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddMeter("Npgsql", "Tracking.Jobs")
                .AddOtlpExporter(otlp => otlp.Endpoint = new Uri(endpoint)));
    }
}
