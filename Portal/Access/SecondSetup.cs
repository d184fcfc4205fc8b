using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Tracking.Core.Postgres;
using Tracking.Portal.Live;

namespace Tracking.Portal.Access;

/// <summary>The second step of signing in, and signing in by a passkey instead of both: <c>/ops/sign-in/second</c> and <c>/ops/sign-in/passkey</c>.</summary>
public static class SecondSetup
{
    private const string Path = "/ops/sign-in/second";

    /// <summary>Where somebody goes whose password was right and who has a second factor.</summary>
    public static string PathFor(string returnUrl) => Path + "?returnUrl=" + Uri.EscapeDataString(returnUrl);

    public static WebApplication MapSecond(this WebApplication app)
    {
        app.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], async Task<IResult> (string? returnUrl, SignIn signIn) =>
            await signIn.GetTwoFactorAuthenticationUserAsync() is null ? Results.LocalRedirect("/ops/sign-in") : PageFor(LocalPath.Of(returnUrl), false)).AllowAnonymous();
        app.MapPost(Path, ProveAsync).AllowAnonymous();
        app.MapPost("/ops/sign-in/passkey/options", OptionsAsync).AllowAnonymous();
        app.MapPost("/ops/sign-in/passkey", PasskeyAsync).AllowAnonymous();
        return app;
    }

    private static async Task<IResult> ProveAsync(
        [FromForm] string? code, [FromForm] string? remember, [FromForm] string? returnUrl, HttpContext context, SignIn signIn, AccessActStore acts,
        [FromKeyedServices(AccessSetup.Ops)] CallerLimit limit, CancellationToken cancel)
    {
        if (!limit.Allows(CallerLimit.CallerOf(context)))
            return AccessSetup.TooMany(context);
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { Email: { } email } person)
            return Results.LocalRedirect("/ops/sign-in");
        var path = LocalPath.Of(returnUrl);
        var given = string.Concat((code ?? "").Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        var isRecovery = given.Length != 6 || !given.All(char.IsAsciiDigit);
        var result = isRecovery
            ? await signIn.TwoFactorRecoveryCodeSignInAsync(given.Length == 10 ? given.Insert(5, "-") : given)
            : await signIn.TwoFactorAuthenticatorSignInAsync(given, isPersistent: false, rememberClient: remember is "on");
        if (isRecovery && !result.Succeeded)
            await signIn.UserManager.AccessFailedAsync(person);
        await acts.AppendAsync(new AccessAct(email, result.Succeeded ? "signed in" : result.IsLockedOut ? "was locked out" : "gave a wrong second factor",
            After: !result.Succeeded ? null : isRecovery ? "password and recovery code" : "password and second factor"), cancel);
        return result.Succeeded ? Results.LocalRedirect(path) : PageFor(path, true);
    }

    private static async Task<IResult> OptionsAsync(HttpContext context, SignIn signIn, [FromForm] string? returnUrl, [FromKeyedServices(AccessSetup.Ops)] CallerLimit limit) =>
        limit.Allows(CallerLimit.CallerOf(context)) ? Results.Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json") : AccessSetup.TooMany(context);

    private static async Task<IResult> PasskeyAsync(
        [FromForm] string? credential, [FromForm] string? returnUrl, HttpContext context, SignIn signIn, AccessActStore acts,
        [FromKeyedServices(AccessSetup.Ops)] CallerLimit limit, CancellationToken cancel)
    {
        if (!limit.Allows(CallerLimit.CallerOf(context)))
            return AccessSetup.TooMany(context);
        var path = LocalPath.Of(returnUrl);
        if (await PerformAsync(signIn, credential) is not { } proved || !await signIn.CanSignInAsync(proved.Person) || await signIn.UserManager.IsLockedOutAsync(proved.Person))
            return AccessSetup.SignInPageFor(path, null, "The passkey was not accepted. Sign in by password, or ask an administrator.");
        // Its counter: a copy of the key would fall behind.
        await signIn.UserManager.AddOrUpdatePasskeyAsync(proved.Person, proved.Passkey);
        await signIn.SignInAsync(proved.Person, isPersistent: false, "passkey");
        await acts.AppendAsync(new AccessAct(proved.Person.Email!, "signed in", After: $"passkey {proved.Passkey.Name}".Trim()), cancel);
        return Results.LocalRedirect(path);
    }

    private static async Task<(Person Person, Microsoft.AspNetCore.Identity.UserPasskeyInfo Passkey)?> PerformAsync(SignIn signIn, string? credential)
    {
        try
        {
            return await signIn.PerformPasskeyAssertionAsync(credential ?? "") is { Succeeded: true, User: { } person, Passkey: { } passkey } ? (person, passkey) : null;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // Nobody asked for it, or what came is none.
            return null;
        }
    }

    private static RazorComponentResult<SecondPage> PageFor(string returnUrl, bool refused) => new(new { ReturnUrl = returnUrl, Refused = refused })
    {
        StatusCode = refused ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK,
        PreventStreamingRendering = true,
    };
}
