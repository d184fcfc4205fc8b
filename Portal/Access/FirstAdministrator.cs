using Microsoft.Extensions.Options;

namespace Tracking.Portal.Access;

/// <summary>
/// Prints a link that makes the first administrator where nobody can sign in yet: there is no fixed password. It is printed, not
/// logged, for whoever has it gets in.
/// </summary>
public sealed class FirstAdministrator(People people, PublicAddress address, IOptions<PortalSettings> portal) : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (!portal.Value.IsDemo && await people.InviteFirstAsync(cancellationToken) is { } token)
            Console.WriteLine($"Nobody can sign in yet. Whoever opens this link within a day makes the first administrator, once: {address.Link($"ops/welcome/{token}")}");
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
