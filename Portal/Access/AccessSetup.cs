using System.Security.Claims;
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
using Tracking.Core.Postgres;
using Tracking.Portal.Live;

namespace Tracking.Portal.Access;

/// <summary>Wires up signing in: services, policies and the pages <c>/ops/sign-in</c>, <c>/ops/sign-out</c> and <c>/ops/welcome/{token}</c>.</summary>
public static class AccessSetup
{
    /// <summary>The policy of whoever is signed in.</summary>
    public const string Ops = "ops";

    /// <summary>The policy of administrators.</summary>
    public const string Administrator = "administrator";

    /// <summary>The policy of whoever is signed in and sees the parcels of all shops.</summary>
    public const string Whole = "whole";

    /// <summary>The policy of leads who see the parcels of all shops.</summary>
    public const string Auditor = "auditor";

    /// <summary>The policy of a person's own page, which opens to whoever has signed in.</summary>
    public const string Me = "me";

    /// <summary>How long a cookie lives that nobody ends.</summary>
    public static readonly TimeSpan CookieLife = TimeSpan.FromHours(12);

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Needs an <see cref="NpgsqlDataSource"/>, a <see cref="TimeProvider"/>, <see cref="PortalSettings"/> and the migrations.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddDbContext<AccessDb>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        // Its commands are no news, and it would log them all.
        services.AddLogging(logging => logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning));
        services.AddSingleton<AccessActStore>();
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
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
            })
            .AddEntityFrameworkStores<AccessDb>()
            .AddUserStore<PersonStore>()
            .AddTokenProvider<OneTimeCodes>(TokenOptions.DefaultAuthenticatorProvider)
            .AddClaimsPrincipalFactory<Claims>()
            .AddSignInManager<SignIn>();
        services.AddScoped(provider => (SignIn)provider.GetRequiredService<SignInManager<Person>>());
        services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<PortalSettings>>((options, portal) =>
        {
            options.UserVerificationRequirement = options.ResidentKeyRequirement = "required";
            // Where the portal knows its name; passkeys belong to names, never to numbers.
            var named = Uri.TryCreate(portal.Value.PublicUrl, UriKind.Absolute, out var address) && address.HostNameType is UriHostNameType.Dns ? address : null;
            options.ServerDomain = named?.Host;
            // Identity's own check reads the Origin header, which is null in a form that is sent from a page without referrers.
            options.ValidateOrigin = asked => ValueTask.FromResult(asked.CrossOrigin is not true && asked.Origin == (named?.GetLeftPart(UriPartial.Authority) ?? $"{asked.HttpContext.Request.Scheme}://{asked.HttpContext.Request.Host}"));
        });
        services.Configure<SecurityStampValidatorOptions>(options =>
        {
            options.ValidationInterval = TimeSpan.FromSeconds(30);
            options.OnRefreshingPrincipal = refreshing =>
            {
                if (SignIn.SessionOf(refreshing.CurrentPrincipal) is { } session && refreshing.NewPrincipal?.Identity is ClaimsIdentity fresh)
                    fresh.AddClaim(new Claim(Session.Claim, session.ToString()));
                return Task.CompletedTask;
            };
        });
        services.ConfigureApplicationCookie(options =>
        {
            options.ExpireTimeSpan = CookieLife;
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
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme)
            .Configure<IOptions<PortalSettings>>((options, portal) => Harden(options.Cookie, "ops-step", portal.Value));
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.TwoFactorRememberMeScheme)
            .Configure<IOptions<PortalSettings>>((options, portal) => Harden(options.Cookie, "ops-device", portal.Value));
        services.AddOptions<AntiforgeryOptions>().Configure<IOptions<PortalSettings>>((options, portal) => Harden(options.Cookie, "ops-form", portal.Value));
        services.AddAuthorizationBuilder()
            .AddPolicy(Ops, policy => policy.RequireAuthenticatedUser().RequireRole(nameof(Role.Viewer)))
            .AddPolicy(Whole, policy => policy.RequireAuthenticatedUser().RequireRole(nameof(Role.Viewer)).RequireAssertion(context => Sight.IsWhole(context.User)))
            .AddPolicy(Me, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(Auditor, policy => policy.RequireAuthenticatedUser().RequireRole(nameof(Role.Lead)).RequireAssertion(context => Sight.IsWhole(context.User)))
            .AddPolicy(Administrator, policy => policy.RequireAuthenticatedUser().RequireRole(nameof(Role.Administrator)).RequireAssertion(context => Sight.IsWhole(context.User)));
        services.AddScoped<Sight>();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, Revalidation>();
        return services;
    }

    public static WebApplication MapAccess(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseSight();
        app.UseAntiforgery();
        app.MapMethods("/ops/sign-in", Reading, (string? returnUrl) => SignInPageFor(LocalPath.Of(returnUrl), null)).AllowAnonymous();
        app.MapSecond();
        app.MapMe();
        app.MapPost("/ops/sign-in", SignInAsync).AllowAnonymous();
        app.MapPost("/ops/sign-out", SignOutAsync).AllowAnonymous();
        app.MapMethods("/ops/welcome/{token}", Reading, async (string token, People people, CancellationToken cancel) =>
            WelcomePageFor(token, await people.IsInvitedAsync(token, cancel), null)).AllowAnonymous();
        app.MapPost("/ops/welcome/{token}", WelcomeAsync).AllowAnonymous();
        return app;
    }

    private static async Task<IResult> SignInAsync(
        [FromForm] string? email, [FromForm] string? password, [FromForm] string? returnUrl, HttpContext context, SignIn signIn, IPasswordHasher<Person> hasher,
        AccessActStore acts, [FromKeyedServices(Ops)] CallerLimit limit, CancellationToken cancel)
    {
        if (!limit.Allows(CallerLimit.CallerOf(context)))
            return TooMany(context);
        var path = LocalPath.Of(returnUrl);
        email = email?.Trim() ?? "";
        if (await signIn.UserManager.FindByEmailAsync(email) is not { } person || !await signIn.CanSignInAsync(person) || await signIn.UserManager.IsLockedOutAsync(person))
        {
            // As slow as a wrong password, so that the answer's time does not tell who works here, or did.
            hasher.HashPassword(new Person { Role = Role.Viewer, CreatedAt = default }, password ?? "");
            return SignInPageFor(path, email);
        }
        var result = await signIn.PasswordSignInAsync(person, password ?? "", isPersistent: false, lockoutOnFailure: true);
        if (result.RequiresTwoFactor)
            return Results.LocalRedirect(SecondSetup.PathFor(path));
        await acts.AppendAsync(new AccessAct(person.Email!, result.Succeeded ? "signed in" : result.IsLockedOut ? "was locked out" : "gave a wrong password", After: result.Succeeded ? "password" : null), cancel);
        return result.Succeeded ? Results.LocalRedirect(path) : SignInPageFor(path, email);
    }

    /// <summary>Whoever tries too often waits.</summary>
    internal static IResult TooMany(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "60";
        return Results.Problem("Wait a minute and try again.", statusCode: StatusCodes.Status429TooManyRequests, title: "Too many attempts");
    }

    private static async Task<IResult> SignOutAsync([FromForm] string? returnUrl, HttpContext context, SignIn signIn, AccessActStore acts, CancellationToken cancel)
    {
        if (context.User.Identity is { IsAuthenticated: true, Name: { } name })
            await acts.AppendAsync(new AccessAct(name, "signed out"), cancel);
        await signIn.SignOutAsync();
        return Results.LocalRedirect("/ops/sign-in?returnUrl=" + Uri.EscapeDataString(LocalPath.Of(returnUrl)));
    }

    private static async Task<IResult> WelcomeAsync(
        string token, [FromForm] string? email, [FromForm] string? password, People people, CancellationToken cancel)
    {
        var wrong = await people.AcceptAsync(token, email?.Trim() ?? "", password ?? "", cancel);
        return wrong is null ? Results.LocalRedirect("/ops/sign-in") : WelcomePageFor(token, await people.IsInvitedAsync(token, cancel), wrong);
    }

    internal static RazorComponentResult<SignInPage> SignInPageFor(string returnUrl, string? refused, string? wrong = null) => new(new { ReturnUrl = returnUrl, Refused = refused, Wrong = wrong })
    {
        StatusCode = refused is null && wrong is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized,
        PreventStreamingRendering = true,
    };

    private static RazorComponentResult<WelcomePage> WelcomePageFor(string token, bool invited, string? wrong) => new(new { Token = token, Invited = invited, Wrong = wrong })
    {
        StatusCode = !invited ? StatusCodes.Status410Gone : wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
        PreventStreamingRendering = true,
    };

    private static Task RefuseAsync(Microsoft.AspNetCore.Authentication.RedirectContext<CookieAuthenticationOptions> context)
    {
        // Whoever lacks a second factor is led to it.
        if (context.HttpContext.User.HasClaim(claim => claim.Type == Claims.Lacking))
        {
            context.Response.Redirect(MeSetup.Path);
            return Task.CompletedTask;
        }
        return new RazorComponentResult<RefusedPage> { StatusCode = StatusCodes.Status403Forbidden, PreventStreamingRendering = true }.ExecuteAsync(context.HttpContext);
    }

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
