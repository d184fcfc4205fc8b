using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Tracking.Tests.Given;

/// <summary>One portal for all tests of a class that leave nothing behind which another of them could meet.</summary>
public class SharedPortal : IAsyncLifetime
{
    public PortalApp Portal { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Portal = await PortalApp.StartAsync(TestContext.Current.CancellationToken, With);

    public ValueTask DisposeAsync() => Portal.DisposeAsync();

    /// <summary>What this portal has otherwise than every portal.</summary>
    protected virtual void With(IServiceCollection services)
    {
    }
}
