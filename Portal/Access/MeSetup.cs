using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Access;

/// <summary>A person's own page <c>/ops/me</c>: password, second factor, passkeys and sessions. What would let a thief of the session stay asks for the password again.</summary>
public static class MeSetup
{
    public const string Path = "/ops/me";
    private const int RecoveryCodes = 10, NameLength = 60, MostPasskeys = 20;
    private const string WrongPassword = "The password is wrong.";
    private const string Refused = "It was refused: load the page again.";

    public static WebApplication MapMe(this WebApplication app)
    {
        var me = app.MapGroup(Path).RequireAuthorization(AccessSetup.Me);
        me.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], async (string? done, HttpContext context, SignIn signIn, AccessDb db, CancellationToken cancel) => await PageAsync(context, signIn, db, Told(done), null, cancel));
        me.MapPost("/password", PasswordAsync);
        me.MapPost("/second/begin", BeginAsync);
        me.MapMethods("/second", [HttpMethods.Get, HttpMethods.Head], SecondAsync);
        me.MapPost("/second", EnableAsync);
        me.MapPost("/second/off", DisableAsync);
        me.MapPost("/codes", CodesAsync);
        me.MapPost("/passkeys/options", OptionsAsync);
        me.MapPost("/passkeys", AddPasskeyAsync);
        me.MapPost("/passkeys/name", NamePasskeyAsync);
        me.MapPost("/passkeys/remove", RemovePasskeyAsync);
        me.MapPost("/sessions/end", EndSessionsAsync);
        return app;
    }

    private static async Task<IResult> PasswordAsync(
        [FromForm] string? password, [FromForm] string? fresh, HttpContext context, SignIn signIn, AccessDb db, AccessActStore acts, CancellationToken cancel)
    {
        var person = await PersonAsync(context, signIn);
        if (!await IsProvedAsync(signIn, person, password))
            return await PageAsync(context, signIn, db, null, WrongPassword, cancel);
        var changed = await signIn.UserManager.ChangePasswordAsync(person, password ?? "", fresh ?? "");
        if (!changed.Succeeded)
            return await PageAsync(context, signIn, db, null, Said(changed), cancel);
        await signIn.RefreshSignInAsync(person);
        await acts.AppendAsync(new AccessAct(person.Email!, "changed their password"), cancel);
        return Done("password");
    }

    private static async Task<IResult> BeginAsync([FromForm] string? password, HttpContext context, SignIn signIn, AccessDb db, CancellationToken cancel)
    {
        var person = await PersonAsync(context, signIn);
        if (person.TwoFactorEnabled)
            return Results.LocalRedirect(Path);
        if (!await IsProvedAsync(signIn, person, password))
            return await PageAsync(context, signIn, db, null, WrongPassword, cancel);
        await signIn.UserManager.ResetAuthenticatorKeyAsync(person);
        await signIn.RefreshSignInAsync(person);
        return Results.LocalRedirect(Path + "/second");
    }

    private static async Task<IResult> SecondAsync(HttpContext context, SignIn signIn)
    {
        var person = await PersonAsync(context, signIn);
        return !person.TwoFactorEnabled && await signIn.UserManager.GetAuthenticatorKeyAsync(person) is { } key ? SetUpPage(context, person, key, false) : Results.LocalRedirect(Path);
    }

    private static async Task<IResult> EnableAsync([FromForm] string? code, HttpContext context, SignIn signIn, AccessActStore acts, CancellationToken cancel)
    {
        var person = await PersonAsync(context, signIn);
        if (person.TwoFactorEnabled || await signIn.UserManager.GetAuthenticatorKeyAsync(person) is not { } key)
            return Results.LocalRedirect(Path);
        if (!await signIn.UserManager.VerifyTwoFactorTokenAsync(person, TokenOptions.DefaultAuthenticatorProvider, string.Concat((code ?? "").Where(char.IsAsciiDigit))))
            return SetUpPage(context, person, key, true);
        await signIn.UserManager.SetTwoFactorEnabledAsync(person, true);
        await acts.AppendAsync(new AccessAct(person.Email!, "set up a second factor", Before: "password", After: "password and second factor"), cancel);
        return await FreshCodesAsync(context, signIn, person);
    }

    private static async Task<IResult> DisableAsync([FromForm] string? password, HttpContext context, SignIn signIn, AccessDb db, AccessActStore acts, CancellationToken cancel)
    {
        var person = await PersonAsync(context, signIn);
        if (!await IsProvedAsync(signIn, person, password))
            return await PageAsync(context, signIn, db, null, WrongPassword, cancel);
        await signIn.UserManager.SetTwoFactorEnabledAsync(person, false);
        await signIn.UserManager.ResetAuthenticatorKeyAsync(person);
        await signIn.ForgetTwoFactorClientAsync();
        await signIn.RefreshSignInAsync(person);
        await acts.AppendAsync(new AccessAct(person.Email!, "took their second factor off", Before: "password and second factor", After: "password"), cancel);
        return Done("off");
    }

    private static async Task<IResult> CodesAsync([FromForm] string? password, HttpContext context, SignIn signIn, AccessDb db, AccessActStore acts, CancellationToken cancel)
    {
        var person = await PersonAsync(context, signIn);
        if (!person.TwoFactorEnabled)
            return Results.LocalRedirect(Path);
        if (!await IsProvedAsync(signIn, person, password))
            return await PageAsync(context, signIn, db, null, WrongPassword, cancel);
        await acts.AppendAsync(new AccessAct(person.Email!, "made new recovery codes"), cancel);
        return await FreshCodesAsync(context, signIn, person);
    }

    private static async Task<IResult> OptionsAsync([FromForm] string? password, HttpContext context, SignIn signIn)
    {
        var person = await PersonAsync(context, signIn);
        if (!await IsProvedAsync(signIn, person, password))
            return Results.Problem(statusCode: StatusCodes.Status403Forbidden, title: WrongPassword);
        if ((await signIn.UserManager.GetPasskeysAsync(person)).Count >= MostPasskeys)
            return Results.Problem(statusCode: StatusCodes.Status409Conflict, title: $"You have {MostPasskeys} passkeys: remove one first.");
        return Results.Content(await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = person.Id, Name = person.Email!, DisplayName = person.Email! }), "application/json");
    }

    private static async Task<IResult> AddPasskeyAsync(
        [FromForm] string? credential, [FromForm] string? name, HttpContext context, SignIn signIn, AccessDb db, AccessActStore acts, CancellationToken cancel)
    {
        var person = await PersonAsync(context, signIn);
        PasskeyAttestationResult made;
        try
        {
            made = await signIn.PerformPasskeyAttestationAsync(credential ?? "");
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // Nobody asked for it, or what came is none.
            return await PageAsync(context, signIn, db, null, Refused, cancel);
        }
        if (made is not { Succeeded: true, Passkey: { } passkey } || made.UserEntity?.Id != person.Id)
            return await PageAsync(context, signIn, db, null, "Your browser's passkey was not accepted.", cancel);
        passkey.Name = Named(name);
        var kept = await signIn.UserManager.AddOrUpdatePasskeyAsync(person, passkey);
        if (!kept.Succeeded)
            return await PageAsync(context, signIn, db, null, Said(kept), cancel);
        await acts.AppendAsync(new AccessAct(person.Email!, "added a passkey", After: passkey.Name), cancel);
        return Done("passkey");
    }

    private static async Task<IResult> NamePasskeyAsync(
        [FromForm] string? id, [FromForm] string? name, HttpContext context, SignIn signIn, AccessDb db, AccessActStore acts, CancellationToken cancel)
    {
        var person = await PersonAsync(context, signIn);
        if (await PasskeyAsync(signIn, person, id) is not { } passkey)
            return await PageAsync(context, signIn, db, null, Refused, cancel);
        var before = passkey.Name;
        passkey.Name = Named(name);
        await signIn.UserManager.AddOrUpdatePasskeyAsync(person, passkey);
        await acts.AppendAsync(new AccessAct(person.Email!, "renamed a passkey", Before: before, After: passkey.Name), cancel);
        return Done("named");
    }

    private static async Task<IResult> RemovePasskeyAsync([FromForm] string? id, HttpContext context, SignIn signIn, AccessDb db, AccessActStore acts, CancellationToken cancel)
    {
        var person = await PersonAsync(context, signIn);
        if (await PasskeyAsync(signIn, person, id) is not { } passkey)
            return await PageAsync(context, signIn, db, null, Refused, cancel);
        await signIn.UserManager.RemovePasskeyAsync(person, passkey.CredentialId);
        await acts.AppendAsync(new AccessAct(person.Email!, "removed a passkey", Before: passkey.Name), cancel);
        return Done("removed");
    }

    private static async Task<IResult> EndSessionsAsync([FromForm] string? id, HttpContext context, SignIn signIn, AccessActStore acts, CancellationToken cancel)
    {
        var person = await PersonAsync(context, signIn);
        await signIn.EndSessionsAsync(person, Guid.TryParse(id, out var one) ? one : null);
        await acts.AppendAsync(new AccessAct(person.Email!, "ended sessions", After: string.IsNullOrEmpty(id) ? "all others" : "one"), cancel);
        return Done("ended");
    }

    /// <summary>Codes that are shown once: only what was encrypted of them is kept.</summary>
    private static async Task<IResult> FreshCodesAsync(HttpContext context, SignIn signIn, Person person)
    {
        var codes = await signIn.UserManager.GenerateNewTwoFactorRecoveryCodesAsync(person, RecoveryCodes) ?? [];
        await signIn.RefreshSignInAsync(person);
        context.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<RecoveryPage>(new { Codes = (IReadOnlyList<string>)[.. codes] }) { PreventStreamingRendering = true };
    }

    private static RazorComponentResult<SecondSetUpPage> SetUpPage(HttpContext context, Person person, string key, bool refused)
    {
        context.Response.Headers.CacheControl = "no-store";
        return new(new { Email = person.Email, Key = key, Refused = refused })
        {
            StatusCode = refused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
            PreventStreamingRendering = true,
        };
    }

    private static async Task<IResult> PageAsync(HttpContext context, SignIn signIn, AccessDb db, string? told, string? wrong, CancellationToken cancel)
    {
        var person = await PersonAsync(context, signIn);
        context.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<MePage>(new
        {
            Person = person,
            Told = told,
            Wrong = wrong,
            Lacks = await Claims.LacksSecondFactorAsync(db, person),
            CodesLeft = person.TwoFactorEnabled ? await signIn.UserManager.CountRecoveryCodesAsync(person) : 0,
            Passkeys = (IReadOnlyList<UserPasskeyInfo>)[.. (await signIn.UserManager.GetPasskeysAsync(person)).OrderBy(passkey => passkey.CreatedAt)],
            Sessions = await signIn.ListSessionsAsync(person, cancel),
            Current = SignIn.SessionOf(context.User),
        })
        {
            StatusCode = wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
            PreventStreamingRendering = true,
        };
    }

    private static async Task<Person> PersonAsync(HttpContext context, SignIn signIn) =>
        await signIn.UserManager.GetUserAsync(context.User) ?? throw new InvalidOperationException("A cookie without a person passed the gate.");

    /// <summary>Asks for the password again, with the same patience as at the door.</summary>
    private static async Task<bool> IsProvedAsync(SignIn signIn, Person person, string? password) =>
        (await signIn.CheckPasswordSignInAsync(person, password ?? "", lockoutOnFailure: true)).Succeeded;

    private static async Task<UserPasskeyInfo?> PasskeyAsync(SignIn signIn, Person person, string? id)
    {
        try
        {
            return await signIn.UserManager.GetPasskeyAsync(person, WebEncoders.Base64UrlDecode(id ?? ""));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Named(string? name) => string.Concat((name ?? "").Where(letter => !char.IsControl(letter))).Trim() is { Length: > 0 } said ? said[..Math.Min(said.Length, NameLength)] : "Passkey";

    private static string Said(IdentityResult result) => string.Join(" ", result.Errors.Select(error => error.Description));

    private static IResult Done(string what) => Results.LocalRedirect($"{Path}?done={what}");

    private static string? Told(string? done) => done switch
    {
        "password" => "Your password is changed; you are signed out everywhere else.",
        "off" => "Your second factor is off.",
        "passkey" => "The passkey is kept: next time sign in with it.",
        "named" => "The passkey has its new name.",
        "removed" => "The passkey is gone here; remove it in your browser too.",
        "ended" => "Ended: those pages close within half a minute.",
        _ => null,
    };
}
