using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Tracking.Portal.Live;

namespace Tracking.Portal.Access;

/// <summary>Wires up signing in: services, policies and the pages <c>/ops/sign-in</c>, <c>/ops/sign-out</c> and <c>/ops/welcome/{token}</c>.</summary>
public static class AccessSetup
{
    /// <summary>The policy of whoever is signed in.</summary>
    public const string Ops = "ops";

    /// <summary>The policy of administrators.</summary>
    public const string Administrator = "administrator";

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Needs an <see cref="NpgsqlDataSource"/>, a <see cref="TimeProvider"/>, <see cref="PortalSettings"/> and the migrations.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddDbContext<AccessDb>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        // Its commands are no news, and it would log them all.
        services.AddLogging(logging => logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning));
        services.AddSingleton<People>();
        services.AddKeyedSingleton(Ops, (_, _) => new CallerLimit(20));
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddIdentityCore<Person>(options =>
            {
                options.User.RequireUniqueEmail = true;
                options.Password.RequiredLength = 12;
                options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
            })
            .AddEntityFrameworkStores<AccessDb>()
            .AddClaimsPrincipalFactory<Claims>()
            .AddSignInManager<SignIn>();
        services.AddScoped(provider => (SignIn)provider.GetRequiredService<SignInManager<Person>>());
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromSeconds(30));
        services.ConfigureApplicationCookie(options =>
        {
            options.ExpireTimeSpan = TimeSpan.FromHours(12);
            options.SlidingExpiration = false;
            options.LoginPath = "/ops/sign-in";
            options.ReturnUrlParameter = "returnUrl";
            options.Events.OnRedirectToAccessDenied = RefuseAsync;
            // Relative: the host in a request is whatever its sender wrote.
            var redirect = options.Events.OnRedirectToLogin;
            options.Events.OnRedirectToLogin = context =>
            {
                var request = context.Request;
                context.RedirectUri = request.PathBase + context.Options.LoginPath + QueryString.Create(context.Options.ReturnUrlParameter, request.PathBase + request.Path + request.QueryString);
                return redirect(context);
            };
        });
        services.AddAntiforgery();
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<IOptions<PortalSettings>>((options, portal) => Harden(options.Cookie, "ops", portal.Value));
        services.AddOptions<AntiforgeryOptions>().Configure<IOptions<PortalSettings>>((options, portal) => Harden(options.Cookie, "ops-form", portal.Value));
        services.AddAuthorizationBuilder()
            .AddPolicy(Ops, policy => policy.RequireAuthenticatedUser().RequireRole(nameof(Role.Viewer)))
            .AddPolicy(Administrator, policy => policy.RequireAuthenticatedUser().RequireRole(nameof(Role.Administrator)));
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, Revalidation>();
        return services;
    }

    public static WebApplication MapAccess(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapMethods("/ops/sign-in", Reading, (string? returnUrl) => SignInPageFor(LocalPath.Of(returnUrl), null)).AllowAnonymous();
        app.MapPost("/ops/sign-in", SignInAsync).AllowAnonymous();
        app.MapPost("/ops/sign-out", SignOutAsync).AllowAnonymous();
        app.MapMethods("/ops/welcome/{token}", Reading, async (string token, People people, CancellationToken cancel) =>
            WelcomePageFor(token, await people.IsInvitedAsync(token, cancel), null)).AllowAnonymous();
        app.MapPost("/ops/welcome/{token}", WelcomeAsync).AllowAnonymous();
        return app;
    }

    private static async Task<IResult> SignInAsync(
        [FromForm] string? email, [FromForm] string? password, [FromForm] string? returnUrl, HttpContext context, SignIn signIn, IPasswordHasher<Person> hasher,
        [FromKeyedServices(Ops)] CallerLimit limit)
    {
        if (!limit.Allows(CallerLimit.CallerOf(context)))
        {
            context.Response.Headers.RetryAfter = "60";
            return Results.Problem("Wait a minute and try again.", statusCode: StatusCodes.Status429TooManyRequests, title: "Too many attempts");
        }
        var path = LocalPath.Of(returnUrl);
        email = email?.Trim() ?? "";
        if (await signIn.UserManager.FindByEmailAsync(email) is not { } person || !await signIn.CanSignInAsync(person) || await signIn.UserManager.IsLockedOutAsync(person))
        {
            // As slow as a wrong password, so that the answer's time does not tell who works here, or did.
            hasher.HashPassword(new Person { Role = Role.Viewer, CreatedAt = default }, password ?? "");
            return SignInPageFor(path, email);
        }
        var result = await signIn.PasswordSignInAsync(person, password ?? "", isPersistent: false, lockoutOnFailure: true);
        return result.Succeeded ? Results.LocalRedirect(path) : SignInPageFor(path, email);
    }

    private static async Task<IResult> SignOutAsync([FromForm] string? returnUrl, SignIn signIn)
    {
        await signIn.SignOutAsync();
        return Results.LocalRedirect("/ops/sign-in?returnUrl=" + Uri.EscapeDataString(LocalPath.Of(returnUrl)));
    }

    private static async Task<IResult> WelcomeAsync(
        string token, [FromForm] string? email, [FromForm] string? password, People people, CancellationToken cancel)
    {
        var wrong = await people.AcceptAsync(token, email?.Trim() ?? "", password ?? "", cancel);
        return wrong is null ? Results.LocalRedirect("/ops/sign-in") : WelcomePageFor(token, await people.IsInvitedAsync(token, cancel), wrong);
    }

    private static RazorComponentResult<SignInPage> SignInPageFor(string returnUrl, string? refused) => new(new { ReturnUrl = returnUrl, Refused = refused })
    {
        StatusCode = refused is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized,
        PreventStreamingRendering = true,
    };

    private static RazorComponentResult<WelcomePage> WelcomePageFor(string token, bool invited, string? wrong) => new(new { Token = token, Invited = invited, Wrong = wrong })
    {
        StatusCode = !invited ? StatusCodes.Status410Gone : wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
        PreventStreamingRendering = true,
    };

    private static Task RefuseAsync(Microsoft.AspNetCore.Authentication.RedirectContext<CookieAuthenticationOptions> context) =>
        new RazorComponentResult<RefusedPage> { StatusCode = StatusCodes.Status403Forbidden, PreventStreamingRendering = true }.ExecuteAsync(context.HttpContext);

    /// <summary>Where browsers reach the portal by https, its cookies go over nothing else.</summary>
    private static void Harden(CookieBuilder cookie, string name, PortalSettings portal)
    {
        var https = portal.PublicUrl?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) is true;
        cookie.Name = https ? "__Host-" + name : name;
        cookie.SecurePolicy = https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.Path = "/";
        cookie.IsEssential = true;
    }
}
