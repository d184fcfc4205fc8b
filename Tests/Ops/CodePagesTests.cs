using Bunit;
using Bunit.TestDoubles;
using Hangfire;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;
using Tracking.Portal.Ops;
using Tracking.Tests.Given;

namespace Tracking.Tests.Ops;

public sealed class CodePagesTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BunitContext _page = new();
    private readonly KeptJobs _jobs = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private Pipeline _pipeline = null!;
    private UnknownCode _code = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _pipeline = await Pipeline.StartAsync(Cancel);
        var source = _pipeline.Database.DataSource;
        _page.JSInterop.Mode = JSRuntimeMode.Loose;
        _page.Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        _page.Services.AddSightOfAll().AddSingleton<TimeProvider>(_clock).AddSingleton<IBackgroundJobClient>(_jobs).AddSingleton<IReadOnlyList<KnownCarrier>>([new("fedex", "FedEx", [])])
            .AddSingleton(new CarrierRegistry()).AddSingleton<CarrierPages>()
            .AddSingleton(_pipeline.ReplayStore).AddSingleton(_pipeline.Replays()).AddSingleton(_pipeline.CodeMapping(_jobs))
            .AddSingleton(new UnknownCodeStore(source)).AddSingleton(new CodeRowStore(source)).AddScoped<CodeDesk>();
        await _pipeline.ParcelAsync("fedex", "794600000014", "US", Cancel);
        await _pipeline.Wires.AppendPushesAsync(
            [_pipeline.FedexPush("794600000014", new FedexScan((_pipeline.Now - Duration.FromDays(1)).WithOffset(Offset.Zero), "QQ9", "<b>Left with</b> call 0171 5550123", "MEMPHIS", "US"))], Cancel);
        await _pipeline.DrainAsync(Cancel);
        _code = Assert.Single((await new UnknownCodeStore(source).ListAsync(null, null, 0, 10, Cancel)).Codes);
        SignIn(Role.Lead);
    }

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        await _pipeline.DisposeAsync();
    }

    [Fact]
    public void The_list_shows_a_code_with_its_words_but_no_telephone_number_and_leads_to_it()
    {
        var list = _page.Render<CodesPage>();
        list.WaitForAssertion(() => Assert.Equal("QQ9", list.Find("th[scope=row] a").TextContent), Patience);
        Assert.Equal($"/ops/codes/fedex/{_code.Key}", list.Find("th[scope=row] a").GetAttribute("href"));
        Assert.Contains("<b>Left with</b> call •••", list.Find("td.said").TextContent);
        Assert.Contains("None: every carrier is read by its own codes.csv.", list.Markup);
    }

    [Fact]
    public void A_list_without_codes_says_so()
    {
        _page.Services.GetRequiredService<NavigationManager>().NavigateTo("/ops/codes?q=no-such-words");
        var list = _page.Render<CodesPage>();
        list.WaitForAssertion(() => Assert.Contains("No unknown code is like this.", list.Markup), Patience);
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Agent)]
    public async Task Who_is_no_lead_sees_a_code_and_cannot_map_it(Role role)
    {
        SignIn(role);
        var shown = Render();
        shown.WaitForAssertion(() => Assert.Contains("Leads and administrators map codes.", shown.Markup), Patience);
        Assert.Contains("794600000014", shown.Markup);
        Assert.Empty(shown.FindAll("select"));
        var row = new StoredCodeRow { Carrier = new("fedex"), Code = "QQ9", Milestone = Milestone.Lost };
        Assert.Equal("Your role lets you look, not map.", (await _page.Services.GetRequiredService<CodeDesk>().ApplyAsync(row, Cancel)).Complaint);
        Assert.Empty(await new CodeRowStore(_pipeline.Database.DataSource).ListAsync(Cancel));
    }

    [Fact]
    public async Task A_lead_tries_a_row_out_sees_what_would_change_applies_it_and_undoes_it()
    {
        var shown = Render();
        shown.WaitForElement("select", Patience);
        await shown.InvokeAsync(() => Button(shown, "Try it out").Click());
        shown.WaitForAssertion(() => Assert.Contains("Choose a milestone", shown.Markup), Patience);
        await shown.InvokeAsync(() => shown.FindAll("select")[0].Change("OutForDelivery"));
        await shown.InvokeAsync(() => Button(shown, "Try it out").Click());
        await WorkAsync(shown);
        var tried = (await _pipeline.ReplayStore.ListAsync(1, Cancel)).Single();
        Assert.EndsWith($"?run={tried.Id}", _page.Services.GetRequiredService<NavigationManager>().Uri);

        shown = Render();
        shown.WaitForAssertion(() => Assert.Contains("1 event would read otherwise on 1 timeline; 1 stage would change.", shown.Markup), Patience);
        Assert.Contains("OutForDelivery", shown.Find("ins").TextContent);
        Assert.Equal("OutForDelivery", shown.FindAll("select")[0].GetAttribute("value"));

        // What is applied is what was tried out.
        await shown.InvokeAsync(() => shown.FindAll("select")[0].Change("Lost"));
        Assert.DoesNotContain(shown.FindAll("button"), button => button.TextContent.Trim() == "Apply");
        await shown.InvokeAsync(() => shown.FindAll("select")[0].Change("OutForDelivery"));
        await shown.InvokeAsync(() => Button(shown, "Apply").Click());
        await WorkAsync(shown);
        var laid = Assert.Single(await new CodeRowStore(_pipeline.Database.DataSource).ListAsync(Cancel));
        Assert.Equal("mara@example.test", laid.By);
        Assert.EndsWith($"/ops/codes/rows/{laid.Id}", _page.Services.GetRequiredService<NavigationManager>().Uri);

        var row = _page.Render<CodeRowPage>(parameters => parameters.Add(one => one.Id, laid.Id));
        row.WaitForAssertion(() => Assert.Contains("What changed", row.Markup), Patience);
        Assert.Contains("QQ9,,OutForDelivery,,,", row.Markup);
        await row.InvokeAsync(() => Button(row, "Undo…").Click());
        await row.InvokeAsync(() => Button(row, "Take it off and read again without it").Click());
        await WorkAsync(row);
        Assert.Empty(await new CodeRowStore(_pipeline.Database.DataSource).ListAsync(Cancel));
        row.WaitForAssertion(() => Assert.Contains("Taken off by", row.Markup), Patience);
        Assert.NotNull(await new UnknownCodeStore(_pipeline.Database.DataSource).FindAsync("fedex", _code.Key, Cancel));
    }

    private IRenderedComponent<CodePage> Render() => _page.Render<CodePage>(parameters => parameters.Add(one => one.Source, "fedex").Add(one => one.Key, _code.Key));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<IComponent> shown, string words) => shown.FindAll("button").Single(button => button.TextContent.Trim() == words);

    /// <summary>Does the replay that was enqueued.</summary>
    private async Task WorkAsync(IRenderedComponent<IComponent> shown)
    {
        shown.WaitForAssertion(() => Assert.Single(_jobs.Jobs), Patience);
        Assert.True(_jobs.Jobs.TryDequeue(out var job));
        await _pipeline.Replays().RunAsync((long)job.Args[0], null, Cancel);
    }

    private void SignIn(Role role)
    {
        var person = _page.AddAuthorization();
        person.SetAuthorized("mara@example.test");
        person.SetRoles([.. Enum.GetValues<Role>().Where(one => one <= role).Select(one => one.ToString())]);
    }
}
