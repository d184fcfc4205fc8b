using Microsoft.AspNetCore.Components.Authorization;

namespace Tracking.Portal.Access;

/// <summary>Wires up what people see: stores on <see cref="Sight"/>, and in each request whose eyes they are.</summary>
public static class SightSetup
{
    /// <summary>A store that only ops have.</summary>
    public static IServiceCollection AddInSight<T>(this IServiceCollection services) where T : class => services.AddScoped(Make<T>);

    /// <summary>A store that the rest of the program has as well: pages ask for it by <see cref="Sight.Key"/>.</summary>
    public static IServiceCollection AddInSightToo<T>(this IServiceCollection services) where T : class => services.AddKeyedScoped(Sight.Key, (provider, _) => Make<T>(provider));

    /// <summary>Tells what is made within a request who is signed in, as a circuit is told when it begins.</summary>
    public static WebApplication UseSight(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (context.User.Identity?.IsAuthenticated is true && context.RequestServices.GetRequiredService<AuthenticationStateProvider>() is IHostEnvironmentAuthenticationStateProvider told)
                told.SetAuthenticationState(Task.FromResult(new AuthenticationState(context.User)));
            return next(context);
        });
        return app;
    }

    private static T Make<T>(IServiceProvider provider) => ActivatorUtilities.CreateInstance<T>(provider, provider.GetRequiredService<Sight>().Source);
}
