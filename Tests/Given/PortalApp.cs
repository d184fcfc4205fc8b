using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal;

namespace Tracking.Tests.Given;

/// <summary>The real portal in this process, on a port and a database of its own; no node works beside it, tests drain themselves.</summary>
public sealed class PortalApp : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly bool _ownsDatabase;
    private readonly Database _opened;
    private readonly WebApplication _app;

    private PortalApp(TestDatabase database, bool ownsDatabase, Database opened, WebApplication app, Shop shop, string key)
    {
        (_database, _ownsDatabase, _opened, _app, Shop, Key) = (database, ownsDatabase, opened, app, shop, key);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };
        Api = new HttpClient { BaseAddress = Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
    }

    public Uri Address { get; }

    /// <summary>A stranger: no cookies, no key, follows nothing.</summary>
    public HttpClient Http { get; }

    /// <summary>The shop's own system.</summary>
    public HttpClient Api { get; }
    public Shop Shop { get; }
    public string Key { get; }
    public TestDatabase Database => _database;

    /// <summary>Where messages land.</summary>
    public string Mail => Get<MailFolder>().Folder;

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>A store of the ops pages as those have it who see all shops.</summary>
    public T Store<T>(params object[] with) => ActivatorUtilities.CreateInstance<T>(_app.Services, [Database.DataSource, .. with]);

    /// <param name="beside">Another node, to share its database.</param>
    public static async Task<PortalApp> StartAsync(CancellationToken cancel, Action<IServiceCollection>? with = null, PortalApp? beside = null)
    {
        var database = beside?.Database ?? await TestPostgres.CreateDatabaseAsync(cancel);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:Tracking", database.ConnectionString)]).Build();
        var opened = await Tracking.Jobs.Database.OpenAsync(configuration, null, NullLogger.Instance, TimeProvider.System, cancel);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ApplicationName = typeof(PortalSetup).Assembly.GetName().Name });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddPortal(opened, work: false, demo: false);
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(Portal.Notices.MailRounds)));
        var mail = Path.Combine(Path.GetTempPath(), "portal-mail-" + Guid.NewGuid().ToString("N"));
        builder.Services.AddSingleton(Microsoft.Extensions.Options.Options.Create(new MailSettings { Folder = mail, GroupSeconds = 0, QuietHours = "", From = "tracking@shop.example.test" }));
        with?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapPortal();
        await app.StartAsync(cancel);
        var shops = app.Services.GetRequiredService<ShopStore>();
        var shop = await shops.EnsureAsync("Blue Kettle", "https://help.example.test/", "Europe/Berlin", cancel);
        return new PortalApp(database, beside is null, opened, app, shop, await shops.CreateKeyAsync(shop.Id, cancel));
    }

    public async ValueTask DisposeAsync()
    {
        var mail = Mail;
        Http.Dispose();
        Api.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _opened.DisposeAsync();
        if (_ownsDatabase)
            await _database.DisposeAsync();
        if (Directory.Exists(mail))
            Directory.Delete(mail, true);
    }
}
